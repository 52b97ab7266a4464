import { monotonicMs } from '../monotonic';
import { pause, yieldToEventLoop } from '../pause';
import type { NativeMessage } from './library';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 10_000;
const YIELD_AFTER_MS = 10;
/** For what a handler that was told does to come to its end. */
const DEAF_MS = 250;

/** Works on what is at the head of the queue, and says with `done()` how far it came. */
export interface QueueWorker {
  /** @returns whether to go on; `retry`: the head failed and rests for a while, at least for `restMs` */
  work(queue: PartitionQueue): Promise<WorkResult>;
  /** Commits by itself; the member's own commits would overtake it. @default false */
  readonly commitsItself?: boolean;
  /** The partition is this member's now. */
  acquire?(queue: PartitionQueue): void;
  /** The partition is given away, or the generation has ended. */
  release?(queue: PartitionQueue): Promise<void>;
}

export type WorkResult = { readonly retry: false } | { readonly retry: true; readonly restMs: number };
export const goOn: WorkResult = { retry: false };

/** Limits how many partitions are handled at the same time. */
export class Slots {
  private readonly waiting: (() => void)[] = [];
  constructor(private free: number) {}

  async take(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  give(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}

/** The records of one partition while it is this member's: one after the other, in order. */
export class PartitionQueue {
  /** Where the group stands once what is done is committed. */
  next: bigint | undefined;
  committed: bigint | undefined;
  private records: NativeMessage[] = [];
  private head = 0;
  private end: bigint | undefined;
  private readonly aborter = new AbortController();
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;
  private attempts = { offset: -1, count: 0 };
  private lastYield = monotonicMs();

  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly worker: QueueWorker,
    private readonly slots: Slots,
    private readonly isPaused: () => boolean,
  ) {}

  get length(): number {
    return this.records.length - this.head;
  }

  /** Aborted when a handler's result can not count any more, or nobody waits for it any longer. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** No further record is to be begun. */
  get stopped(): boolean {
    return this.closing.signal.aborted || this.isPaused();
  }

  peek(index = 0): NativeMessage | undefined {
    return this.records[this.head + index];
  }

  push(message: NativeMessage): void {
    if (this.closing.signal.aborted) return;
    this.records.push(message);
    this.end = undefined;
    this.wake();
  }

  /** The partition has nothing more for us before this offset: transaction markers and aborted records are behind us, too. */
  reachedEnd(offset: bigint): void {
    this.end = offset;
    if (this.length === 0 && this.next !== undefined && offset > this.next) this.next = offset;
  }

  /** The first `count` records are done. */
  done(count: number): void {
    if (count < 1 || count > this.length) return;
    this.next = this.positionAfter(count);
    this.head += count;
    if (this.head < 1_024 && this.length > 0) return;
    this.records = this.records.slice(this.head);
    this.head = 0;
  }

  /** Where the group stands once the first `count` records are done; after the last one also behind what follows it. */
  positionAfter(count: number): bigint {
    const after = BigInt((this.peek(count - 1) as NativeMessage).offset) + 1n;
    return count === this.length && this.end !== undefined && this.end > after ? this.end : after;
  }

  /** Begins, unless it runs already. */
  wake(): void {
    if (this.running || this.stopped || this.length === 0) return;
    this.running = this.run().finally(() => {
      this.running = undefined;
      // Something may have come while the last step ended.
      this.wake();
    });
  }

  /** Lets other work run every so often, however large the backlog. */
  async breathe(): Promise<void> {
    if (monotonicMs() - this.lastYield < YIELD_AFTER_MS) return;
    await yieldToEventLoop();
    this.lastYield = monotonicMs();
  }

  /** Nothing further begins; resolves when what runs has ended. A handler is told after the given time. */
  async close(graceMs: number): Promise<void> {
    this.closing.abort();
    const grace = setTimeout(() => this.aborter.abort(), Math.max(0, graceMs));
    // A handler that does not listen is not waited for: what it returns does not count any more.
    await Promise.race([this.running, pause(Math.max(0, graceMs) + DEAF_MS)]);
    clearTimeout(grace);
    this.aborter.abort();
    this.records = [];
    this.head = 0;
    await this.worker.release?.(this);
  }

  private async run(): Promise<void> {
    while (this.length > 0 && !this.stopped) {
      await this.slots.take();
      let result: WorkResult;
      try {
        result = this.stopped ? goOn : await this.worker.work(this);
      } finally {
        this.slots.give();
      }
      if (result.retry) await this.rest(result.restMs);
      else await this.breathe();
    }
  }

  /** The partition rests; the others go on meanwhile. */
  private async rest(atLeastMs: number): Promise<void> {
    const offset = this.peek()?.offset ?? -1;
    const count = this.attempts.offset === offset ? this.attempts.count + 1 : 1;
    this.attempts = { offset, count };
    const backoff = Math.min(FIRST_RETRY_MS * 2 ** Math.min(count - 1, 10), MAX_RETRY_MS);
    await pause(Math.max(atLeastMs, backoff), this.closing.signal, true);
  }
}
