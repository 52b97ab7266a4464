import type { ServiceDraft, TopicDraft } from '../draft';
import { mostInOnePlace } from '../placement';
import { DataRate } from '../units';
import { replicasPerBroker } from './kept';

/** What is written and read, and over what it is spread. Rates are plain numbers: bytes a second. */
export interface Traffic {
  readonly topics: readonly TopicDraft[];
  readonly services: readonly Pick<ServiceDraft, 'consumes' | 'group'>[];
  readonly brokers: number;
  readonly zones: number;
}

/**
 * `zone-lost`: the zone with the most brokers is gone. The others lead all partitions and serve all clients; what they
 * hold, and so what they write to their volumes, stays the same.
 */
export type Situation = 'all-up' | 'zone-lost';

export const situations: readonly Situation[] = ['all-up', 'zone-lost'];

/** Bytes a second on the busiest broker, and operations a second on its volume. */
export interface BrokerLoad {
  readonly diskWrite: number;
  readonly producersIn: number;
  readonly replicationIn: number;
  readonly replicationOut: number;
  readonly consumersOut: number;
  readonly iops: number;
}

/** Consumer groups that read a topic. Health checks are none: they read nothing back. */
export function groupsOf(topic: string, services: Traffic['services']): number {
  return new Set(services.filter(({ consumes }) => consumes.includes(topic)).map(({ group }) => group)).size;
}

/** The same traffic with all write rates times `factor`. */
export function grown<T extends Traffic>(traffic: T, factor: number): T {
  const more = (rate: DataRate): DataRate =>
    DataRate.bytesPerSecond(Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(rate.toBytesPerSecond() * factor)));
  return { ...traffic, topics: traffic.topics.map((topic) => ({ ...topic, writeRate: more(topic.writeRate) })) };
}

/** Brokers that are up when the zone with the most of them is not. */
export const brokersLeft = ({ brokers, zones }: Pick<Traffic, 'brokers' | 'zones'>): number =>
  Math.max(1, brokers - mostInOnePlace(brokers, zones));

/**
 * The kernel writes a file's dirty pages in runs that EBS counts as one operation up to 256 KiB ("Amazon EBS I/O
 * characteristics"); on average half of that is reckoned with.
 */
const bytesPerOperation = 128 * 1024;
/** At each write-back a replica also has its two indexes, its inode and the journal written. */
const operationsPerReplica = 4;
/** The kernel's own `vm.dirty_expire_centisecs`. */
const secondsBetweenWriteBacks = 30;

interface Share {
  /** Of a topic's partitions: those the busiest broker leads. */
  readonly led: number;
  /** Those it has a copy of, led ones counted. */
  readonly held: number;
  /** Copies that each led partition is fetched for. */
  readonly followers: number;
}

/** Partitions are whole: of seven over three brokers one leads three. */
function shareOf({ partitions, replicationFactor }: TopicDraft, traffic: Traffic, situation: Situation): Share {
  const { brokers, zones } = traffic;
  const up = situation === 'all-up' ? brokers : brokersLeft(traffic);
  const held = Math.min(partitions, Math.ceil((partitions * replicationFactor) / brokers));
  const led = Math.min(held, Math.ceil(partitions / up));
  // Of five copies over three zones the lost zone had one or two: the busiest leader has as many left as can be.
  const lost = situation === 'all-up' ? 0 : Math.floor(replicationFactor / zones);
  return { led: led / partitions, held: held / partitions, followers: Math.max(0, replicationFactor - lost - 1) };
}

const nothing: BrokerLoad = {
  diskWrite: 0,
  producersIn: 0,
  replicationIn: 0,
  replicationOut: 0,
  consumersOut: 0,
  iops: 0,
};

/**
 * The load of the busiest broker. Whether a consumer fetches from the leader or from the copy in its own zone changes
 * where the bytes go, not how many a broker sends: leaders, copies and clients are spread evenly over the zones.
 */
export function brokerLoad(traffic: Traffic, situation: Situation): BrokerLoad {
  const { topics, services, brokers } = traffic;
  const load = topics.reduce((sum, topic): BrokerLoad => {
    const rate = topic.writeRate.toBytesPerSecond();
    const { led, held, followers } = shareOf(topic, traffic, situation);
    return {
      ...sum,
      diskWrite: sum.diskWrite + held * rate,
      producersIn: sum.producersIn + led * rate,
      replicationIn: sum.replicationIn + (held - led) * rate,
      replicationOut: sum.replicationOut + led * rate * followers,
      consumersOut: sum.consumersOut + led * rate * groupsOf(topic.name, services),
    };
  }, nothing);
  const replicas = replicasPerBroker(topics, brokers);
  const iops = load.diskWrite / bytesPerOperation + (replicas * operationsPerReplica) / secondsBetweenWriteBacks;
  return { ...load, iops };
}
