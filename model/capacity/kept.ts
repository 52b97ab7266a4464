import { kafkaLog } from '../defaults';
import type { KafkaDraft, TopicDraft } from '../draft';
import type { DataRate, Duration } from '../units';

/**
 * How much a topic keeps, as upper bounds. Bytes are plain numbers here, because a bound may be infinite and a product
 * of two sound values may be larger than a `Size` can say.
 */

/** How old a record on a volume gets: with tiered storage the rest of its life is in S3. */
const ageOnVolume = ({ retention, localRetention }: Pick<TopicDraft, 'retention' | 'localRetention'>) =>
  localRetention ?? retention;

/**
 * When a segment is closed: after the retention, so that a record is gone after twice its retention at the latest. With
 * Kafka's own 7 days, a slow topic with a retention of an hour would keep a week.
 */
export function segmentTime(topic: Pick<TopicDraft, 'retention' | 'localRetention'>): Duration {
  const { shortestSegmentTime, longestSegmentTime } = kafkaLog;
  const age = ageOnVolume(topic);
  if (age === 'forever' || age.compare(longestSegmentTime) > 0) return longestSegmentTime;
  return age.compare(shortestSegmentTime) < 0 ? shortestSegmentTime : age;
}

/**
 * Bytes of one copy of the topic that its age allows. Kafka deletes whole closed segments only, so up to one open segment
 * of each partition comes on top: as much as is written until it closes by age, or its full size.
 */
function keptByAge(topic: TopicDraft): number {
  const rate = topic.writeRate.toBytesPerSecond();
  const age = ageOnVolume(topic);
  if (age === 'forever') return rate === 0 ? 0 : Infinity;
  const aged = (rate * age.toMilliseconds()) / 1000;
  const openByAge = (rate * segmentTime(topic).toMilliseconds()) / 1000;
  return aged + Math.min(openByAge, topic.partitions * kafkaLog.segmentSize.toBytes());
}

/** Bytes of one copy that its size allows: on a topic that is deleted from, one open segment more in each partition. */
function keptBySize(topic: TopicDraft): number {
  if (topic.retentionSize === undefined) return Infinity;
  const open = topic.cleanup === 'compact' ? 0 : kafkaLog.segmentSize.toBytes();
  return topic.partitions * (topic.retentionSize.toBytes() + open);
}

/** The most that one copy of the topic takes, in bytes; infinite when nothing bounds it. */
export function bytesKept(topic: TopicDraft): number {
  return Math.min(keptByAge(topic), keptBySize(topic));
}

/**
 * The most that all topics with all their replicas take on the fullest broker, in bytes. Replicas are whole: of a topic
 * with fewer of them than there are brokers, some broker has one all the same.
 */
export function bytesPerBroker(topics: readonly TopicDraft[], brokers: number): number {
  return topics.reduce((sum, topic) => {
    const replicas = Math.ceil((topic.partitions * topic.replicationFactor) / brokers);
    return sum + Math.ceil((bytesKept(topic) * replicas) / topic.partitions);
  }, 0);
}

/** What a broker's volume may hold when its headroom stays free, in bytes. */
export function usableBytes({ volume }: Pick<KafkaDraft, 'volume'>): number {
  return Math.floor(volume.size.toBytes() * (1 - volume.headroom));
}

/** Replicas of Kafka's own topics, at Kafka's own partition counts; a laptop makes fewer. */
function internalReplicas(topics: readonly TopicDraft[]): number {
  return kafkaLog.internalPartitions * Math.max(1, ...topics.map(({ replicationFactor }) => replicationFactor));
}

/** The most replicas that one broker holds, leaders and followers, Kafka's own topics counted. */
export function replicasPerBroker(topics: readonly TopicDraft[], brokers: number): number {
  const own = topics.reduce((sum, topic) => sum + topic.partitions * topic.replicationFactor, 0);
  return Math.ceil((own + internalReplicas(topics)) / brokers);
}

/** The most that is written to one broker, in bytes a second, when the topics' leaders are spread evenly over all. */
export function ratePerBroker(
  topics: readonly { readonly writeRate: DataRate; readonly partitions: number }[],
  brokers: number,
): number {
  return topics.reduce((sum, { writeRate, partitions }) => {
    const led = Math.ceil(partitions / brokers);
    return sum + Math.ceil((writeRate.toBytesPerSecond() * led) / partitions);
  }, 0);
}
