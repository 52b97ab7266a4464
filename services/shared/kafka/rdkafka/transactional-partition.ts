import type { OutgoingRecord, TransactionalSpec } from '../ports';
import { within } from '../pause';
import { codes } from './delivery-verdict';
import type { Library, LibraryError, NativeConsumer, NativeProducer, TopicPartitionOffset, Metadata } from './library';
import { ANSWER_LIMIT_MS, answerOf, listen } from './native-client';
import { toNativeRecord } from './native-record';
import { partitionerSettings, transactionalSettings, type ConnectionOptions } from './settings';

const FAREWELL_FLUSH_MS = 1;
/** librdkafka's calls have limits of their own; these are for the case that one of them does not come back. */
const SLACK_MS = 5_000;

/** A newer producer with the same transactional id has taken over, or the group gave the partition away. */
export function isFenced(error: unknown): boolean {
  return error instanceof Error && (error as LibraryError).code === codes.fenced;
}

/**
 * The transactional producer of one input partition. Opening it ends the transactions of every older one with the same
 * id and fences it off. Positions are sent with the member's generation, which the coordinator checks besides.
 */
export class TransactionalPartition {
  private constructor(
    private readonly producer: NativeProducer,
    private readonly limitMs: number,
  ) {}

  static async open(
    library: Library,
    connection: ConnectionOptions,
    spec: TransactionalSpec,
    transactionalId: string,
  ): Promise<TransactionalPartition> {
    // A transaction must not outlive its timeout at the brokers, who would have aborted it.
    const limitMs = Math.floor((spec.transactionTimeoutMs ?? 60_000) / 2);
    const producer = new library.Producer(
      transactionalSettings(connection, spec, transactionalId),
      partitionerSettings,
    );
    listen(producer, connection);
    const opened = new TransactionalPartition(producer, limitMs);
    try {
      await answerOf<Metadata>((done) => producer.connect({ allTopics: false, timeout: ANSWER_LIMIT_MS }, done));
      producer.setPollInBackground(true);
      await opened.limited(answerOf((done) => producer.initTransactions(limitMs, done)));
      return opened;
    } catch (error) {
      void opened.close();
      throw error;
    }
  }

  /** Replies and position, both or neither. After an error the caller can not know which, and opens anew to find out. */
  async commit(
    replies: readonly OutgoingRecord[],
    position: TopicPartitionOffset,
    consumer: NativeConsumer,
  ): Promise<void> {
    const { producer, limitMs } = this;
    await answerOf((done) => producer.beginTransaction(done));
    for (const reply of replies) {
      const { topic, partition, value, key, headers } = toNativeRecord(reply, undefined);
      producer.produce(topic, partition, value, key, Date.now(), undefined, headers);
    }
    await this.limited(answerOf((done) => producer.sendOffsetsToTransaction([position], consumer, limitMs, done)));
    // Waits for all replies; one that failed fails the whole.
    await this.limited(answerOf((done) => producer.commitTransaction(limitMs, done)));
  }

  /** An open transaction stays open, for the next producer with this id to end. */
  async close(): Promise<void> {
    await answerOf((done) => this.producer.disconnect(FAREWELL_FLUSH_MS, done)).catch(() => undefined);
  }

  private limited<T>(answer: Promise<T>): Promise<T> {
    return within(answer, this.limitMs + SLACK_MS, () => new Error('the transaction took too long'));
  }
}
