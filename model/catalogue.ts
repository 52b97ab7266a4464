import type { TopicName } from '../contracts/topics';
import type { TopicSpec } from './spec';
import { DataRate, Duration, Size } from './units';

/** Long enough to be found after a holiday, looked at, mended and sent back. */
const deadLetters: TopicSpec = {
  partitions: 3,
  retention: Duration.days(30),
  // The original, which may be as large as its own topic allows, and the headers that say why it is here.
  maxRecordSize: Size.mebibytes(2),
  // Four in a thousand of what the catalogue reckons for posts: already an incident.
  writeRate: DataRate.bytesPerSecond(200),
};

/** Requests and replies are of no use to anybody an hour later; a day leaves time to look at them. */
const pingPong: TopicSpec = {
  partitions: 3,
  retention: Duration.days(1),
  maxRecordSize: Size.kibibytes(256),
  writeRate: DataRate.kilobytesPerSecond(2),
};

/**
 * Size and retention of each topic, written once; an environment says only what differs there. What is left out is
 * `model/defaults.ts`; replication follows from the contract's durability profile.
 */
export const catalogue: Readonly<Record<TopicName, TopicSpec>> = {
  // Three partitions: one for each broker and zone, three consumers at most, ample for a laptop. eks-prod has twelve
  // (its file says why). The key is `source` and the partition is its murmur2 hash modulo the count, so raising the
  // count later sends a source's new events to another partition than its old ones: order across the change is lost
  // until the old partition is read to its end. So start with what the next years need.
  posts: {
    partitions: 3,
    retention: Duration.days(7),
    maxRecordSize: Size.mebibytes(1),
    writeRate: DataRate.kilobytesPerSecond(50),
  },
  'dev.pingpong.requested': pingPong,
  'dev.pingpong.succeeded': pingPong,
  'dev.pingpong.failed': pingPong,
  'consumer.dead-letter': deadLetters,
  'ping-pong.dead-letter': deadLetters,
  // Nobody reads it: the acknowledgement is the proof. One partition, as short as is of use when something is wrong.
  'platform.health': {
    partitions: 1,
    retention: Duration.hours(1),
    writeRate: DataRate.bytesPerSecond(200),
  },
};
