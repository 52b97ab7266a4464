import type { IncomingRecord, OutgoingRecord, TransactionalHandler, TransactionalSpec } from '../ports';
import { monotonicMs } from '../monotonic';
import { sizeOf } from '../record-size';
import type { Library, NativeConsumer, TopicPartition } from './library';
import { answerOf } from './native-client';
import { toIncomingRecord } from './native-record';
import { goOn, type PartitionQueue, type QueueWorker, type WorkResult } from './partition-queue';
import type { ConnectionOptions } from './settings';
import { isFenced, TransactionalPartition } from './transactional-partition';

const COMMITTED_LIMIT_MS = 10_000;
const MAX_RECORDS = 200;
const MAX_BYTES = 128 * 1024;
/** Handled records are committed at least this often, so that replies are seen soon. */
const MAX_CHUNK_MS = 200;
/** A fenced member waits until the group has told it whether the partition is its own. */
const FENCED_REST_MS = 3_000;

/** A partition this member works on, and from where. */
interface Held {
  readonly producer: TransactionalPartition;
  /** The group's committed position, read when the producer had fenced off all older ones; then its own; -1: none. */
  position: bigint;
}

interface Chunk {
  readonly replies: OutgoingRecord[];
  readonly records: readonly IncomingRecord[];
  readonly failed: boolean;
}

/** Replies and position are committed together: exactly once for read_committed readers. */
export class TransactionalWork implements QueueWorker {
  readonly commitsItself = true;
  private readonly held = new Map<PartitionQueue, Promise<Held>>();

  constructor(
    private readonly library: Library,
    private readonly connection: ConnectionOptions,
    private readonly spec: TransactionalSpec,
    private readonly handler: TransactionalHandler,
    private readonly consumer: NativeConsumer,
    private readonly onCommitted: (partition: TopicPartition, next: bigint) => void,
  ) {}

  /**
   * At once, not with the first record: librdkafka does not fetch while a transaction of the partition's last owner is
   * open, and opening is what ends it.
   */
  acquire(queue: PartitionQueue): void {
    this.hold(queue).catch((error: unknown) => this.giveUp(queue, error));
  }

  async release(queue: PartitionQueue): Promise<void> {
    const held = this.held.get(queue);
    this.held.delete(queue);
    const { producer } = (await held?.catch(() => undefined)) ?? {};
    await producer?.close();
  }

  async work(queue: PartitionQueue): Promise<WorkResult> {
    try {
      const held = await this.hold(queue);
      this.skipCommitted(queue, held);
      const chunk = await this.handle(queue);
      if (queue.signal.aborted) return goOn;
      if (chunk.records.length > 0) await this.commit(queue, held, chunk);
      return chunk.failed ? { retry: true, restMs: 0 } : goOn;
    } catch (error) {
      this.giveUp(queue, error);
      return { retry: true, restMs: isFenced(error) ? FENCED_REST_MS : 0 };
    }
  }

  private hold(queue: PartitionQueue): Promise<Held> {
    let held = this.held.get(queue);
    if (!held) {
      held = this.open(queue);
      this.held.set(queue, held);
    }
    return held;
  }

  private async open({ topic, partition }: PartitionQueue): Promise<Held> {
    const id = `${this.spec.transactionalIdPrefix}-${topic}-${partition}`;
    const producer = await TransactionalPartition.open(this.library, this.connection, this.spec, id);
    try {
      const [answer] = await answerOf<readonly { readonly offset?: number | null }[]>((done) =>
        this.consumer.committed([{ topic, partition }], COMMITTED_LIMIT_MS, done),
      );
      const offset = answer?.offset;
      return { producer, position: typeof offset === 'number' && offset >= 0 ? BigInt(offset) : -1n };
    } catch (error) {
      void producer.close();
      throw error;
    }
  }

  /** Records that an older owner committed between our fetch and our taking over. */
  private skipCommitted(queue: PartitionQueue, { position }: Held): void {
    let behind = 0;
    for (let message = queue.peek(); message && BigInt(message.offset) < position; message = queue.peek(behind))
      behind += 1;
    if (behind > 0) queue.done(behind);
  }

  private async handle(queue: PartitionQueue): Promise<Chunk> {
    const { maxRecordsPerTransaction = MAX_RECORDS, maxBytesPerTransaction = MAX_BYTES } = this.spec;
    const began = monotonicMs();
    const replies: OutgoingRecord[] = [];
    const records: IncomingRecord[] = [];
    let bytes = 0;
    for (let message = queue.peek(); message && !queue.stopped; message = queue.peek(records.length)) {
      const record = toIncomingRecord(message);
      try {
        for (const reply of await this.handler(record, queue.signal)) {
          replies.push(reply);
          bytes += sizeOf(reply);
        }
      } catch (error) {
        this.spec.onError?.(error, 'handler');
        return { replies, records, failed: true };
      }
      records.push(record);
      const full = records.length >= maxRecordsPerTransaction || bytes >= maxBytesPerTransaction;
      if (full || monotonicMs() - began >= MAX_CHUNK_MS) break;
      await queue.breathe();
    }
    return { replies, records, failed: false };
  }

  private async commit(queue: PartitionQueue, held: Held, { replies, records }: Chunk): Promise<void> {
    const { topic, partition } = queue;
    const next = queue.positionAfter(records.length);
    const ended = this.spec.onTransaction?.(records);
    try {
      await held.producer.commit(replies, { topic, partition, offset: Number(next) }, this.consumer);
      ended?.();
    } catch (error) {
      ended?.(error);
      throw error;
    }
    held.position = next;
    queue.done(records.length);
    queue.committed = next;
    this.onCommitted({ topic, partition }, next);
  }

  /** What became of the transaction is read from the group by the next producer. */
  private giveUp(queue: PartitionQueue, error: unknown): void {
    void this.release(queue);
    const { topic, partition } = queue;
    const { logger } = this.connection;
    if (isFenced(error) || queue.stopped) {
      logger.debug({ topic, partition, err: error }, 'Another member has taken over the partition');
      return;
    }
    logger.warn({ topic, partition, err: error }, 'A transaction failed; its outcome is read from the group');
    this.spec.onError?.(error, 'transaction');
  }
}
