import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { IncomingRecord } from '../ports';
import { monotonicMs } from '../monotonic';
import { yieldToEventLoop } from '../pause';
import { rootFields } from './send-verdict';

const YIELD_AFTER_RECORDS = 64;
const YIELD_AFTER_MS = 10;
const EMPTY = Buffer.alloc(0);
/** The group has gone on without this member: what it does now is somebody else's already. */
const EXPELLED = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/** The member of the group a lease belongs to. */
export interface LeaseOwner {
  readonly paused: boolean;
  /** Counts the generations this member has seen. */
  readonly generation: number;
  owns(topic: string, partition: number): boolean;
}

export interface LeaseSettings {
  readonly heartbeatMs: number;
  readonly commitIntervalMs: number;
  readonly revokeGraceMs: number;
  onCommitted(topic: string, partition: number, next: bigint): void;
}

/**
 * One batch of a partition while this member may work on it. It keeps the membership alive meanwhile, and says when to
 * stop: KafkaJS goes on with a batch after its partition went to another member.
 */
export class PartitionLease {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  readonly generation: number;
  private readonly aborter = new AbortController();
  private readonly heart: NodeJS.Timeout;
  private grace: NodeJS.Timeout | undefined;
  private next: bigint | undefined;
  private committedNext: bigint | undefined;
  private lastCommit = monotonicMs();
  private sinceYield = 0;
  private lastYield = monotonicMs();
  private cause: Error | undefined;
  private ended = false;

  constructor(
    private readonly payload: EachBatchPayload,
    private readonly owner: LeaseOwner,
    private readonly settings: LeaseSettings,
  ) {
    this.topic = payload.batch.topic;
    this.partition = payload.batch.partition;
    this.messages = payload.batch.messages;
    this.generation = owner.generation;
    this.heart = setInterval(() => void this.beat(), settings.heartbeatMs);
  }

  /** Aborted when a handler's result can not count any more, or nobody waits for it any longer. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Why the batch can not go on; KafkaJS is to hear it, and rejoins. */
  get failure(): Error | undefined {
    return this.cause;
  }

  /** The partition is another member's. */
  get lost(): boolean {
    return this.outdated && !this.owner.owns(this.topic, this.partition);
  }

  /** The group has been shared out anew since this batch was fetched, whoever has the partition now. */
  get outdated(): boolean {
    return this.generation !== this.owner.generation;
  }

  /** No further record of this batch is to be begun. */
  get stopped(): boolean {
    return (
      this.cause !== undefined ||
      this.aborter.signal.aborted ||
      this.owner.paused ||
      !this.payload.isRunning() ||
      this.payload.isStale() ||
      this.lost
    );
  }

  get commitDue(): boolean {
    return monotonicMs() - this.lastCommit >= this.settings.commitIntervalMs;
  }

  toRecord(message: KafkaMessage): IncomingRecord {
    const headers: Record<string, string> = {};
    const rawHeaders: Record<string, Buffer | string | (Buffer | string)[]> = {};
    for (const [name, value] of Object.entries(message.headers ?? {})) {
      // A header's value may be null in Kafka, which KafkaJS's types do not say and its encoder does not take.
      const values = [value].flat().map((each: Buffer | string | null | undefined) => each ?? EMPTY);
      headers[name] = values[values.length - 1]?.toString() ?? '';
      rawHeaders[name] = Array.isArray(value) ? values : (values[0] ?? EMPTY);
    }
    return {
      topic: this.topic,
      partition: this.partition,
      offset: BigInt(message.offset),
      key: message.key,
      value: message.value,
      headers,
      rawHeaders,
      timestamp: Number(message.timestamp),
    };
  }

  /** Where the group stands once this record is done; after the last one also behind the transaction marker there. */
  positionAfter(message: KafkaMessage): bigint {
    const isLast = message === this.messages[this.messages.length - 1];
    return BigInt(isLast ? this.payload.batch.lastOffset() : message.offset) + 1n;
  }

  /** The next fetch begins after this record; `commit()` says so to the group. */
  done(message: KafkaMessage): void {
    if (this.lost) return;
    this.payload.resolveOffset(message.offset);
    this.next = this.positionAfter(message);
  }

  /** What was done is committed elsewhere, in a transaction. */
  committedElsewhere(): void {
    this.committedNext = this.next;
    if (this.next !== undefined) this.settings.onCommitted(this.topic, this.partition, this.next);
  }

  async commit(): Promise<void> {
    const next = this.next;
    if (next === undefined || next === this.committedNext || this.lost) return;
    const { topic, partition } = this;
    await this.payload.commitOffsetsIfNecessary({
      topics: [{ topic, partitions: [{ partition, offset: next.toString() }] }],
    });
    this.committedNext = next;
    this.lastCommit = monotonicMs();
    this.settings.onCommitted(topic, partition, next);
  }

  /** Lets other work run every so often, however large the backlog. */
  async breathe(): Promise<void> {
    this.sinceYield += 1;
    if (this.sinceYield < YIELD_AFTER_RECORDS && monotonicMs() - this.lastYield < YIELD_AFTER_MS) return;
    await yieldToEventLoop();
    this.sinceYield = 0;
    this.lastYield = monotonicMs();
  }

  /** Fetches nothing of this partition until the returned function is called. */
  pausePartition(): () => void {
    return this.payload.pause();
  }

  abort(): void {
    this.aborter.abort();
  }

  end(): void {
    this.ended = true;
    clearInterval(this.heart);
    clearTimeout(this.grace);
  }

  private async beat(): Promise<void> {
    try {
      await this.payload.heartbeat();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const { type } = rootFields(error);
    // A coordinator that can not be reached: with this type KafkaJS looks for the new one and rejoins as the same
    // member. With the connection error it would try the dead one until it gives up the membership.
    this.cause ??= type
      ? (error as Error)
      : Object.assign(new Error('the group coordinator was lost', { cause: error }), {
          type: 'NOT_COORDINATOR_FOR_GROUP',
        });
    if (type && EXPELLED.has(type)) this.abort();
    else if (!this.ended) this.grace ??= setTimeout(() => this.abort(), this.settings.revokeGraceMs);
  }
}
