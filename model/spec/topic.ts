import type { DurabilityProfileName } from '../../contracts/durability';
import type { DataRate, Duration, Size } from '../units';

/** How large a topic is and how long it keeps. */
export interface TopicSpec {
  /** @default 3 */
  readonly partitions?: number;
  /** @default - what the durability profile needs */
  readonly replicationFactor?: number;
  /** @default - the contract's */
  readonly durability?: DurabilityProfileName;
  /** `'forever'` keeps everything. @default 7 days; 'forever' when the clean-up is 'compact', which knows no age */
  readonly retention?: Duration | 'forever';
  /**
   * Upper bound of a partition. Kafka does not enforce it on a topic that is only compacted: there it is what you
   * expect the newest value of every key to take, and what the volume rule reckons with.
   * @default - none: retention in time alone
   */
  readonly retentionSize?: Size;
  /**
   * How much of it stays on the volumes; older segments are in S3 until their retention. Only where the platform has
   * `tieredStorage`, and only of a topic that is not compacted. @default - all of it
   */
  readonly localRetention?: Duration;
  /** @default 'delete' */
  readonly cleanup?: 'delete' | 'compact' | 'compact,delete';
  /** Largest record batch that the brokers take, framing and headers counted (`max.message.bytes`). @default 1 MiB */
  readonly maxRecordSize?: Size;
  /** Bytes its producers write, all partitions together, before replication; what the volume rule reckons with. @default 1 kB/s */
  readonly writeRate?: DataRate;
}
