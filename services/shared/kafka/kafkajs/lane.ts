import { KafkaError, type Headers } from '../ports';
import { monotonicMs } from '../monotonic';
import { reasonOf } from './send-verdict';

/** What is written, in the client library's terms. */
export interface LaneRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | string | null;
  readonly headers?: Headers;
  /** Milliseconds since the epoch, taken when the record was accepted. */
  readonly timestamp: number;
}

/** A record that was accepted and is not settled yet. Exactly one of `resolve` and `reject` is called, once. */
export interface PendingRecord {
  readonly record: LaneRecord;
  readonly bytes: number;
  /** When waiting ends, as `monotonicMs` says. */
  readonly deadline: number;
  resolve(partition: number, offset: bigint): void;
  reject(error: KafkaError): void;
}

/** Writes records of one partition in order; gives the offset of the first, -1 if the broker does not say. */
export type SendBatch = (
  topic: string,
  partition: number,
  records: readonly LaneRecord[],
  deadline: number,
) => Promise<bigint>;

export interface LaneOptions {
  readonly topic: string;
  readonly partition: number;
  readonly sendBatch: SendBatch;
  /**
   * Asked before a batch is taken: when a request can leave. What arrives until then goes with it.
   * @default - always now
   */
  readonly ready?: (topic: string, partition: number) => Promise<void> | undefined;
  readonly maxBatchBytes: number;
  readonly maxBatchRecords: number;
  /**
   * Puts off the first send until this round of the event loop is over, so that records accepted together travel
   * together. @default setImmediate
   */
  readonly schedule?: (run: () => void) => void;
  readonly now?: () => number;
}

/**
 * One partition's way to its leader: first in, first out, at most one request in flight. What arrives meanwhile goes
 * into the next request: batches grow with the load and cost an idle producer no waiting. KafkaJS loses acknowledged
 * records when a send spans partitions, and mixes up their order when two sends of a partition overlap; a lane
 * does neither.
 */
export class Lane {
  private queue: (PendingRecord | undefined)[] = [];
  private head = 0;
  private waitingBytes = 0;
  private busy = false;
  private flying = false;
  private batchBytes: number;
  private readonly schedule: (run: () => void) => void;
  private readonly now: () => number;

  constructor(private readonly options: LaneOptions) {
    this.batchBytes = options.maxBatchBytes;
    this.schedule = options.schedule ?? setImmediate;
    this.now = options.now ?? monotonicMs;
  }

  get queuedBytes(): number {
    return this.waitingBytes;
  }

  get inFlight(): boolean {
    return this.flying;
  }

  enqueue(pending: PendingRecord): void {
    this.queue.push(pending);
    this.waitingBytes += pending.bytes;
    if (this.busy) return;
    this.busy = true;
    this.schedule(() => void this.run());
  }

  /** Ends the wait of the records whose time is over: nothing of them was written. */
  expire(now: number): void {
    for (let next = this.queue[this.head]; next && next.deadline <= now; next = this.queue[this.head]) {
      this.shift();
      next.reject(expired(this.options.topic));
    }
  }

  /** Ends the wait of all records that are not in flight. */
  rejectQueued(error: KafkaError): void {
    for (let next = this.queue[this.head]; next; next = this.queue[this.head]) {
      this.shift();
      next.reject(error);
    }
  }

  private async run(): Promise<void> {
    const { ready, topic, partition } = this.options;
    for (;;) {
      const turn = ready?.(topic, partition);
      if (turn) await turn;
      const batch = this.takeBatch();
      if (batch.length === 0) break;
      this.flying = true;
      await this.deliver(batch);
      this.flying = false;
    }
    this.busy = false;
  }

  private async deliver(batch: PendingRecord[]): Promise<void> {
    const { topic, partition, sendBatch } = this.options;
    const deadline = (batch[0] as PendingRecord).deadline;
    let base: bigint;
    try {
      base = await sendBatch(
        topic,
        partition,
        batch.map((pending) => pending.record),
        deadline,
      );
    } catch (error) {
      this.settleFailed(batch, asKafkaError(error, topic, partition));
      return;
    }
    batch.forEach((pending, index) => pending.resolve(partition, base < 0n ? -1n : base + BigInt(index)));
  }

  /** What was certainly not written goes back to the front while it has time left; the rest fails. */
  private settleFailed(batch: PendingRecord[], error: KafkaError): void {
    const tooLarge = error.code === 'KAFKA_RECORD_TOO_LARGE' && batch.length > 1;
    if (tooLarge) {
      // The topic allows less than this lane sent; smaller batches from here on.
      const bytes = batch.reduce((sum, pending) => sum + pending.bytes, 0);
      this.batchBytes = Math.max(1, Math.floor(bytes / 2));
      this.putBack(batch);
      return;
    }
    if (error.outcome === 'unknown' || !error.canRetry) {
      for (const pending of batch) pending.reject(error);
      return;
    }
    const now = this.now();
    for (const pending of batch) if (pending.deadline <= now) pending.reject(error);
    this.putBack(batch.filter((pending) => pending.deadline > now));
  }

  private takeBatch(): PendingRecord[] {
    const batch: PendingRecord[] = [];
    this.expire(this.now());
    let bytes = 0;
    for (let next = this.queue[this.head]; next; next = this.queue[this.head]) {
      const full = batch.length >= this.options.maxBatchRecords || bytes + next.bytes > this.batchBytes;
      if (full && batch.length > 0) break;
      this.shift();
      bytes += next.bytes;
      batch.push(next);
    }
    return batch;
  }

  private shift(): void {
    const pending = this.queue[this.head] as PendingRecord;
    this.queue[this.head] = undefined;
    this.head += 1;
    this.waitingBytes -= pending.bytes;
    // Amortized O(1): the used half is dropped only after as many steps as it is long.
    if (this.head >= 256 && this.head * 2 >= this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }

  private putBack(batch: PendingRecord[]): void {
    this.queue = [...batch, ...this.queue.slice(this.head)];
    this.head = 0;
    for (const pending of batch) this.waitingBytes += pending.bytes;
  }
}

/** The delivery timeout ended while a record waited. @param cause what kept it waiting, when that is known */
export function expired(topic: string, cause?: unknown): KafkaError {
  return new KafkaError(
    'KAFKA_UNAVAILABLE',
    `No broker took a record for "${topic}" within the delivery timeout${reasonOf(cause)}; nothing was written.`,
    true,
    'not-written',
    { cause },
  );
}

function asKafkaError(error: unknown, topic: string, partition: number): KafkaError {
  if (error instanceof KafkaError) return error;
  return new KafkaError(
    'KAFKA_OUTCOME_UNKNOWN',
    `A write to ${topic}-${partition} ended without an answer; it may or may not be stored.`,
    true,
    'unknown',
    { cause: error },
  );
}
