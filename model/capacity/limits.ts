import type { KafkaDraft } from '../draft';
import { planned, type Hardware } from './hardware';
import { bytesPerBroker, replicasPerBroker } from './kept';
import { brokerLoad, grown, type Situation, type Traffic } from './traffic';

/** What a broker can run into, in the order in which it is told. */
export const limitNames = [
  'volume-throughput',
  'volume-iops',
  'volume-size',
  'ebs-bandwidth',
  'ebs-iops',
  'network-in',
  'network-out',
  'replicas',
] as const;
export type LimitName = (typeof limitNames)[number];

export interface LimitUse {
  readonly name: LimitName;
  readonly unit: 'bytes/s' | 'operations/s' | 'bytes' | 'replicas';
  readonly used: number;
  readonly limit: number;
  /** `used` of `limit`: 1 when nothing is left. */
  readonly utilisation: number;
  /** The utilisation that is planned with. */
  readonly allowed: number;
}

/** A cluster's traffic, and what each of its brokers has to carry it with. */
export interface Loaded extends Traffic {
  readonly hardware: Hardware;
  readonly kafka: Pick<KafkaDraft, 'maxReplicasPerBroker'> & {
    readonly volume: Pick<KafkaDraft['volume'], 'size' | 'headroom'>;
  };
}

/** How much of each limit the busiest broker uses. */
export function limitsOf(loaded: Loaded, situation: Situation): readonly LimitUse[] {
  const { hardware, kafka, topics, brokers } = loaded;
  const load = brokerLoad(loaded, situation);
  const use = (name: LimitName, unit: LimitUse['unit'], used: number, limit: number, allowed = planned): LimitUse => ({
    name,
    unit,
    used,
    limit,
    utilisation: used / limit,
    allowed,
  });
  const kept = bytesPerBroker(topics, brokers);
  const replicas = replicasPerBroker(topics, brokers);
  return [
    use('volume-throughput', 'bytes/s', load.diskWrite, hardware.volumeThroughput),
    use('volume-iops', 'operations/s', load.iops, hardware.volumeIops),
    use('volume-size', 'bytes', kept, kafka.volume.size.toBytes(), 1 - kafka.volume.headroom),
    use('ebs-bandwidth', 'bytes/s', load.diskWrite, hardware.ebsBandwidth),
    use('ebs-iops', 'operations/s', load.iops, hardware.ebsIops),
    use('network-in', 'bytes/s', load.producersIn + load.replicationIn, hardware.network),
    use('network-out', 'bytes/s', load.replicationOut + load.consumersOut, hardware.network),
    // The limit is advice with its own room; it does not move with the load.
    use('replicas', 'replicas', replicas, kafka.maxReplicasPerBroker, 1),
  ];
}

export const withinLimits = (uses: readonly LimitUse[]): boolean =>
  uses.every(({ utilisation, allowed }) => utilisation <= allowed);

/** The use of one limit. */
export function limitOf(loaded: Loaded, situation: Situation, name: LimitName): LimitUse {
  const found = limitsOf(loaded, situation).find((use) => use.name === name);
  if (found === undefined) throw new Error(`There is no limit ${name}.`);
  return found;
}

/** Growth beyond this is not told apart: nobody plans with it. */
export const mostGrowth = 1_000;

/**
 * The factor by which all write rates may grow until what is planned of a limit is used; below 1 when that has already
 * happened, `mostGrowth` when the load does not matter to it.
 */
export function growthUntil(loaded: Loaded, situation: Situation, name: LimitName): number {
  const fits = (factor: number): boolean => {
    const { utilisation, allowed } = limitOf(grown(loaded, factor), situation, name);
    return utilisation <= allowed;
  };
  if (fits(mostGrowth)) return mostGrowth;
  let [least, most] = [0, mostGrowth];
  // Not every use is a multiple of the load: open segments have a largest size, indexes are written at any rate.
  for (let step = 0; step < 40; step += 1) {
    const middle = (least + most) / 2;
    if (fits(middle)) least = middle;
    else most = middle;
  }
  return least;
}

/** What the load may grow by, and the limit that ends it. */
export interface Growth {
  readonly factor: number;
  readonly limit: LimitName;
}

export function growthOf(loaded: Loaded, situation: Situation): Growth {
  const factors = limitNames
    .filter((name) => name !== 'replicas')
    .map((limit): Growth => ({ limit, factor: growthUntil(loaded, situation, limit) }));
  return factors.reduce((tightest, one) => (one.factor < tightest.factor ? one : tightest));
}
