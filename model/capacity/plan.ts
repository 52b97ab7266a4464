import type { EnvironmentOn } from '../environment';
import { zonesOf } from '../placement';
import { catchUpOf, type CatchUp } from './catch-up';
import { brokerHardware } from './hardware';
import { growthOf, limitsOf, type Growth, type LimitUse, type Loaded } from './limits';
import { brokerLoad, grown, type BrokerLoad, type Situation } from './traffic';

/** A broker's memory beside heap and page cache: code, threads, network buffers. Ample for what Kafka's own metrics show. */
const offHeap = 512 * 2 ** 20;

/** What the records of the last moments are read from without a volume being asked. */
export interface PageCache {
  readonly bytes: number;
  /** How far behind a consumer may be; infinite when nothing is written. */
  readonly seconds: number;
}

/** What the brokers of an environment carry, what limits them, and how much is left. */
export interface CapacityPlan {
  readonly load: Readonly<Record<Situation, BrokerLoad>>;
  readonly limits: Readonly<Record<Situation, readonly LimitUse[]>>;
  /** With one zone lost: that is when it must still do. */
  readonly growth: Growth;
  readonly pageCache: PageCache;
  readonly catchUp: CatchUp;
}

export function pageCacheOf({ kafka }: Pick<EnvironmentOn<'eks'>, 'kafka'>, { diskWrite }: BrokerLoad): PageCache {
  const bytes = Math.max(0, kafka.resources.memory.toBytes() - kafka.heap.toBytes() - offHeap);
  return { bytes, seconds: diskWrite === 0 ? Infinity : bytes / diskWrite };
}

/**
 * An environment's traffic, `times` over, on the brokers that it has.
 * @throws Error when its instance type is unknown, which `resolve` refuses
 */
export function loadedBrokers(environment: EnvironmentOn<'eks'>, times = 1): Loaded {
  const { platform, kafka, topics, services } = environment;
  const brokers = kafka.brokers.length;
  const hardware = brokerHardware(platform, brokers, kafka.volume);
  if (hardware === undefined) throw new Error(`Nothing is known of ${platform.kafkaNodes.instanceType}.`);
  return grown({ topics, services, brokers, zones: zonesOf(platform).length, hardware, kafka }, times);
}

export function planOf(environment: EnvironmentOn<'eks'>, times = 1): CapacityPlan {
  const loaded = loadedBrokers(environment, times);
  const load = { 'all-up': brokerLoad(loaded, 'all-up'), 'zone-lost': brokerLoad(loaded, 'zone-lost') };
  return {
    load,
    limits: { 'all-up': limitsOf(loaded, 'all-up'), 'zone-lost': limitsOf(loaded, 'zone-lost') },
    growth: growthOf(loaded, 'zone-lost'),
    pageCache: pageCacheOf(environment, load['zone-lost']),
    catchUp: catchUpOf(loaded, loaded.hardware),
  };
}
