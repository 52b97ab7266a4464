/**
 * What a service sees of Kafka. No client library's type appears here: the adapter in `kafkajs/` implements these
 * ports, and a second engine would implement the same.
 */

/** Bytes or text; several when the name comes more than once. */
export type Headers = Readonly<Record<string, string | Buffer | (string | Buffer)[]>>;

/** A record to be written. */
export interface OutgoingRecord {
  readonly topic: string;
  /** Chooses the partition as Kafka's own default partitioner does (murmur2). `null`: spread over the partitions. */
  readonly key: string | Buffer | null;
  readonly value: Buffer | string | null;
  readonly headers?: Headers;
  /** Overrides the partitioner. @default - chosen from the key */
  readonly partition?: number;
}

/** Where a record is, said by the brokers after all in-sync replicas have it. */
export interface Acknowledgement {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** How full the producer is. */
export interface ProducerLoad {
  /** Records accepted and not yet settled: waiting as well as in flight. */
  readonly queuedRecords: number;
  readonly queuedBytes: number;
  /** Produce requests on their way, at most one for each partition. */
  readonly inFlight: number;
}

export interface DurableProducer {
  /**
   * Resolves after the brokers' acknowledgement, never before.
   * @throws KafkaError `KAFKA_OVERLOADED` (queue full, nothing was sent), `KAFKA_UNAVAILABLE` (nothing was sent),
   * `KAFKA_OUTCOME_UNKNOWN` (sent, no answer: it may or may not be there), `KAFKA_RECORD_TOO_LARGE`,
   * `KAFKA_UNKNOWN_TOPIC`, `KAFKA_NOT_AUTHORIZED`, `KAFKA_RECORD_REJECTED` (the broker's policy), `KAFKA_CLOSED`.
   */
  send(record: OutgoingRecord): Promise<Acknowledgement>;
  load(): ProducerLoad;
  /** Refuses new records, waits for those queued and in flight, then disconnects. */
  close(limitMs: number): Promise<void>;
}

/** A record that was read. */
export interface IncomingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** As text; of a name that comes more than once, the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** As they were written, for whoever passes them on. A header without a value has an empty one. @default - `headers` */
  readonly rawHeaders?: Headers;
  /** Milliseconds since the epoch, as the record carries it. */
  readonly timestamp: number;
}

export interface Lag {
  readonly topic: string;
  readonly partition: number;
  /** Records between the group's committed position and the end of the partition. */
  readonly lag: number;
  /**
   * How long ago the committed position was the end; 0 without lag. Of a backlog that was there before this member: since
   * it looked first, at least.
   * @default - not known
   */
  readonly seconds?: number;
}

/** A member of a consumer group. Offsets are committed only for records whose handler has resolved. */
export interface GroupConsumer {
  /** Begins in the background and goes on for ever, also while no broker answers; resolves at once. */
  start(): Promise<void>;
  /** Stops fetching; stays a member of the group. */
  pause(): void;
  resume(): void;
  readonly paused: boolean;
  /** Partitions this member has now. */
  assignment(): readonly { readonly topic: string; readonly partition: number }[];
  lag(): readonly Lag[];
  /** Finishes what is being handled, commits it, leaves the group. */
  stop(limitMs: number): Promise<void>;
}

export type RecordHandler = (record: IncomingRecord, signal: AbortSignal) => Promise<void>;

/** What an exactly-once handler returns: the replies that are committed together with the record's offset. */
export type TransactionalHandler = (record: IncomingRecord, signal: AbortSignal) => Promise<readonly OutgoingRecord[]>;

/** Whether the brokers answer, asked of them in the background. */
export interface KafkaConnectivity {
  readonly connected: boolean;
  /** Why not. */
  readonly reason?: string | undefined;
  stop(): Promise<void>;
}

/** Where the adapter reports to; pino has this shape. */
export interface KafkaLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** How safe a write is. `all` and idempotent lose nothing; `leader` prefers availability over durability. */
export interface ProducerDurability {
  readonly acks: 'all' | 'leader';
  readonly idempotent: boolean;
}

export interface ProducerSpec {
  /** @default `{ acks: 'all', idempotent: true }` */
  readonly durability?: ProducerDurability;
  /** From `send()` to an answer. @default 30000 */
  readonly deliveryTimeoutMs?: number;
  /** @default 50000 */
  readonly maxQueuedRecords?: number;
  /** @default 64 MiB */
  readonly maxQueuedBytes?: number;
  /** @default 512 KiB */
  readonly maxBatchBytes?: number;
  /** @default 1000: encoding them holds up other work for a few milliseconds at most */
  readonly maxBatchRecords?: number;
  /** @default 900 KiB, under the broker's message.max.bytes of 1 MiB */
  readonly maxRecordBytes?: number;
  /** How often partition counts are asked for again. @default 30000 */
  readonly topicRefreshMs?: number;
  /** Called with the number of records of each acknowledged produce request. @default - nobody is told */
  readonly onBatch?: (topic: string, records: number) => void;
}

/** What happened to a member of a group, for metrics and logs. */
export interface ConsumerObserver {
  /** A new generation began; these partitions are this member's now. */
  onRebalance?(assignment: readonly { readonly topic: string; readonly partition: number }[]): void;
  /** `handler`: it threw and the record will come again; `member`: membership ended and is rebuilt. */
  onError?(error: unknown, where: 'handler' | 'member' | 'commit' | 'transaction'): void;
}

export interface ConsumerSpec extends ConsumerObserver {
  readonly group: string;
  readonly topics: readonly string[];
  /** @default 'read_committed' */
  readonly isolation?: 'read_committed' | 'read_uncommitted';
  /** Partitions handled at the same time. @default 12 */
  readonly concurrency?: number;
  /** How often progress is committed within a batch; what is repeated after a crash. @default 1000 */
  readonly commitIntervalMs?: number;
  /** @default 30000 */
  readonly sessionTimeoutMs?: number;
  /** @default 60000 */
  readonly rebalanceTimeoutMs?: number;
  /** How long a handler may go on after a rebalance began before its signal is aborted. @default 10000 */
  readonly revokeGraceMs?: number;
  /** @default 512 KiB */
  readonly maxBytesPerPartition?: number;
  /** @default 4 MiB */
  readonly maxBytesPerFetch?: number;
  /** How often lag is asked of the brokers, also while paused. @default 10000 */
  readonly lagRefreshMs?: number;
}

export interface TransactionalSpec extends ConsumerSpec {
  /** Transactional ids are `<prefix>-<topic>-<partition>`. One prefix for each group. */
  readonly transactionalIdPrefix: string;
  /** Records in one transaction at most. @default 200 */
  readonly maxRecordsPerTransaction?: number;
  /** A transaction takes no further record once its replies have this size. @default 131072 */
  readonly maxBytesPerTransaction?: number;
  /** @default 60000 */
  readonly transactionTimeoutMs?: number;
  /**
   * Called before replies and position of these records are committed together; what it returns is told when they are,
   * or why it is not known.
   * @default - nobody is told
   */
  readonly onTransaction?: (records: readonly IncomingRecord[]) => (error?: unknown) => void;
}

export interface ConnectivitySpec {
  /** @default 3000 */
  readonly intervalWhenUpMs?: number;
  /** @default 1000 */
  readonly intervalWhenDownMs?: number;
  readonly onChange?: (connected: boolean, reason?: string) => void;
}

/** One client library behind the ports. */
export interface KafkaEngine {
  producer(spec?: ProducerSpec): DurableProducer;
  consumer(spec: ConsumerSpec, handler: RecordHandler): GroupConsumer;
  transactional(spec: TransactionalSpec, handler: TransactionalHandler): GroupConsumer;
  connectivity(spec?: ConnectivitySpec): KafkaConnectivity;
  /** Closes everything it made. @default limitMs 10000 */
  close(limitMs?: number): Promise<void>;
}

export type KafkaErrorCode =
  | 'KAFKA_OVERLOADED'
  | 'KAFKA_UNAVAILABLE'
  | 'KAFKA_OUTCOME_UNKNOWN'
  | 'KAFKA_RECORD_TOO_LARGE'
  | 'KAFKA_UNKNOWN_TOPIC'
  | 'KAFKA_NOT_AUTHORIZED'
  | 'KAFKA_RECORD_REJECTED'
  | 'KAFKA_CLOSED';

/** Decisions read `code`, `canRetry` and `outcome`, never the message's text. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError';
  constructor(
    readonly code: KafkaErrorCode,
    message: string,
    readonly canRetry: boolean,
    /** `not-written`: it is certain that nothing was stored. */
    readonly outcome: 'not-written' | 'unknown',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
