import { durabilityProfiles } from '../../../contracts/durability';
import type { TopicDraft } from '../../../model/draft';
import type { Hardware } from '../../../model/capacity/hardware';
import type { Loaded } from '../../../model/capacity/limits';
import { DataRate, Duration, Size } from '../../../model/units';

export interface Given {
  readonly megabytesPerSecond: number;
  readonly brokers?: number;
  readonly zones?: number;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly groups?: number;
}

const topicOf = ({ megabytesPerSecond, partitions = 60, replicationFactor = 3 }: Given): TopicDraft => ({
  name: 't',
  description: '',
  owner: 'platform',
  partitions,
  replicationFactor,
  durability: 'no-loss',
  profile: durabilityProfiles['no-loss'],
  retention: Duration.hours(1),
  cleanup: 'delete',
  maxRecordSize: Size.mebibytes(1),
  writeRate: DataRate.bytesPerSecond(Math.round(megabytesPerSecond * 1e6)),
});

/** More than anybody needs: what a test does not speak of limits nothing. */
const ample: Hardware = { volumeThroughput: 1e15, volumeIops: 1e15, ebsBandwidth: 1e15, ebsIops: 1e15, network: 1e15 };

/** One topic of that rate, spread evenly over brokers that have what is said in MB/s. */
export function loadedWith(given: Given, hardware: Partial<Record<keyof Hardware, number>> = {}): Loaded {
  const { brokers = 3, zones = 3, groups = 0 } = given;
  const inBytes = Object.fromEntries(Object.entries(hardware).map(([name, value]) => [name, value * 1e6]));
  return {
    topics: [topicOf(given)],
    services: Array.from({ length: groups }, (_, index) => ({ consumes: ['t'], group: `g${index}` })),
    brokers,
    zones,
    hardware: { ...ample, ...inBytes },
    kafka: { maxReplicasPerBroker: 4_000, volume: { size: Size.tebibytes(60), headroom: 0.25 } },
  };
}
