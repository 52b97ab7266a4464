import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/**
 * What is used of `@confluentinc/kafka-javascript`'s lower interface (`RdKafka`), the part it has in common with
 * `node-rdkafka`. Written by hand, so that neither the library nor its types are a dependency of this repository.
 */

/** Names and values of librdkafka's CONFIGURATION.md. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** A number of librdkafka (negative: its own, positive: the protocol's) with its text. */
export interface LibraryError extends Error {
  readonly code: number;
  /** Set on errors of transactions. */
  readonly isFatal?: boolean;
}

export type Callback<T = void> = (error: LibraryError | null | undefined, result: T) => void;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface TopicPartitionOffset extends TopicPartition {
  readonly offset: number;
}

/** One member for each header: a name that comes twice has two. */
export type NativeHeaders = Record<string, string | Buffer>[];

export interface NativeMessage extends TopicPartitionOffset {
  readonly value: Buffer | null;
  readonly key: Buffer | null;
  readonly timestamp: number;
  readonly headers?: NativeHeaders;
}

export interface DeliveryReport<Opaque> extends TopicPartitionOffset {
  readonly opaque: Opaque;
}

export interface MetadataQuestion {
  readonly allTopics?: boolean;
  readonly topic?: string;
  readonly timeout: number;
}

export interface Metadata {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly { readonly id: number }[] }[];
}

export interface NativeClient {
  connect(question: MetadataQuestion, done: Callback<Metadata>): void;
  getMetadata(question: MetadataQuestion, done: Callback<Metadata>): void;
  queryWatermarkOffsets(
    topic: string,
    partition: number,
    timeoutMs: number,
    done: Callback<{ readonly lowOffset: number; readonly highOffset: number }>,
  ): void;
  setSaslCredentials(username: string, password: string): void;
  on(event: 'event.error', listener: (error: LibraryError) => void): this;
  on(event: 'event.log', listener: (log: { severity: number; fac: string; message: string }) => void): this;
}

export interface NativeProducer<Opaque = unknown> extends NativeClient {
  on(event: 'event.error', listener: (error: LibraryError) => void): this;
  on(event: 'event.log', listener: (log: { severity: number; fac: string; message: string }) => void): this;
  on(
    event: 'delivery-report',
    listener: (error: LibraryError | null | undefined, report: DeliveryReport<Opaque>) => void,
  ): this;
  setPollInBackground(on: boolean): void;
  /** @throws LibraryError when it was not accepted: no report follows. */
  produce(
    topic: string,
    partition: number | null,
    value: Buffer | null,
    key: Buffer | string | null,
    timestamp: number | undefined,
    opaque: Opaque,
    headers?: NativeHeaders,
  ): void;
  disconnect(flushMs: number, done: Callback): void;
  initTransactions(timeoutMs: number, done: Callback): void;
  beginTransaction(done: Callback): void;
  commitTransaction(timeoutMs: number, done: Callback): void;
  sendOffsetsToTransaction(
    offsets: readonly TopicPartitionOffset[],
    consumer: NativeConsumer,
    timeoutMs: number,
    done: Callback,
  ): void;
}

export interface NativeConsumer extends NativeClient {
  on(event: 'event.error', listener: (error: LibraryError) => void): this;
  on(event: 'event.log', listener: (log: { severity: number; fac: string; message: string }) => void): this;
  on(event: 'partition.eof', listener: (end: TopicPartitionOffset) => void): this;
  setDefaultConsumeTimeout(ms: number): void;
  setDefaultIsTimeoutOnlyForFirstMessage(only: boolean): void;
  subscribe(topics: readonly string[]): void;
  consume(limit: number, done: Callback<NativeMessage[]>): void;
  assign(partitions: readonly TopicPartition[]): void;
  unassign(): void;
  /** The group has given the partitions away already: nothing more can be committed. */
  assignmentLost(): boolean;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  commitCb(offsets: readonly TopicPartitionOffset[], done: Callback): void;
  committed(
    partitions: readonly TopicPartition[],
    timeoutMs: number,
    done: Callback<{ readonly topic: string; readonly partition: number; readonly offset?: number | null }[]>,
  ): void;
  disconnect(done: Callback): void;
}

export type RebalanceCallback = (
  error: LibraryError | undefined,
  partitions: readonly { readonly topic: string; readonly partition: number }[],
) => void;

export interface Library {
  readonly Producer: new <Opaque>(
    settings: Settings & { readonly dr_cb?: true },
    topicSettings: Settings,
  ) => NativeProducer<Opaque>;
  readonly KafkaConsumer: new (
    settings: Record<string, string | number | boolean | RebalanceCallback>,
    topicSettings: Settings,
  ) => NativeConsumer;
  readonly librdkafkaVersion: string;
}

export const LIBRARY_NAME = '@confluentinc/kafka-javascript';

/** Why there is no engine on librdkafka. */
export class EngineLibraryError extends Error {
  override readonly name = 'EngineLibraryError';
  constructor(
    /** `KAFKA_ENGINE_MISSING`: not found; `KAFKA_ENGINE_UNUSABLE`: found, and it can not be loaded here. */
    readonly code: 'KAFKA_ENGINE_MISSING' | 'KAFKA_ENGINE_UNUSABLE',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const INSTALL = '`make engine-librdkafka` builds it and says where it is';

/**
 * Loads the library at run time: it is native code, which no bundle can carry.
 * @param folder with `node_modules/@confluentinc/kafka-javascript` in it or above it.
 * @default - where the process was started
 * @throws EngineLibraryError
 */
export function loadLibrary(folder: string = process.cwd()): Library {
  const from = createRequire(join(resolve(folder), 'package.json'));
  let found: string;
  try {
    found = from.resolve(LIBRARY_NAME);
  } catch (cause) {
    const message = `there is no ${LIBRARY_NAME} in ${resolve(folder)}; ${INSTALL}`;
    throw new EngineLibraryError('KAFKA_ENGINE_MISSING', message, { cause });
  }
  try {
    return shapeOf(from(found));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    const message =
      `${LIBRARY_NAME} is in ${resolve(folder)}, but Node.js ${process.versions.node} cannot load it (${why}): ` +
      `it has to be built for this Node.js and this system; ${INSTALL}`;
    throw new EngineLibraryError('KAFKA_ENGINE_UNUSABLE', message, { cause });
  }
}

function shapeOf(loaded: unknown): Library {
  if (
    typeof loaded === 'object' &&
    loaded !== null &&
    'Producer' in loaded &&
    'KafkaConsumer' in loaded &&
    'librdkafkaVersion' in loaded
  )
    return loaded as Library;
  throw new Error('it exports no Producer and KafkaConsumer');
}
