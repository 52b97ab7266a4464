import type { ConsumerSpec } from '../ports';
import type { PartitionProgress } from '../partition-progress';
import { pause, within } from '../pause';
import { codes } from './delivery-verdict';
import type {
  Library,
  LibraryError,
  NativeConsumer,
  NativeMessage,
  RebalanceCallback,
  TopicPartition,
} from './library';
import { ANSWER_LIMIT_MS, answerOf, listen, openClient } from './native-client';
import { PartitionQueue, Slots, type QueueWorker } from './partition-queue';
import { consumerSettings, groupTopicSettings, type ConnectionOptions } from './settings';

const RECORDS_AT_ONCE = 1_000;
/** How late `pause()` and `stop()` are heard while nothing arrives; one thread of libuv's pool waits meanwhile. */
const FETCH_WAIT_MS = 100;
/** A partition with so many records at hand is not fetched; with a quarter of them it is again. */
const ENOUGH_RECORDS = 2_000;
const AFTER_ERROR_MS = 250;
const COMMIT_LIMIT_MS = 5_000;
const LEAVE_LIMIT_MS = 5_000;
/** Kept back of the limit of `stop()`: for the commit, and to leave the group. */
const FAREWELL_MS = 500;

export interface MembershipOwner {
  readonly paused: boolean;
  readonly progress: PartitionProgress;
  onAssigned(partitions: readonly TopicPartition[]): void;
  onError(error: unknown, where: 'member' | 'commit'): void;
  /** Makes what works on the partitions, once the consumer is there. */
  workerOf(consumer: NativeConsumer): QueueWorker;
}

/** One life of a native consumer, from its connect to its end. */
export class Membership {
  private consumer: NativeConsumer | undefined;
  private worker: QueueWorker | undefined;
  private queues = new Map<string, PartitionQueue>();
  private readonly held = new Set<string>();
  private readonly slots: Slots;
  private readonly stopping = new AbortController();
  private dead: unknown;
  private rebalancing: Promise<void> = Promise.resolve();
  private committing: Promise<void> = Promise.resolve();
  private stopLimitMs = 0;
  private readonly graceMs: number;

  constructor(
    private readonly library: Library,
    private readonly connection: ConnectionOptions,
    private readonly spec: ConsumerSpec,
    private readonly owner: MembershipOwner,
  ) {
    this.slots = new Slots(spec.concurrency ?? 12);
    this.graceMs = spec.revokeGraceMs ?? 10_000;
  }

  /** Resolves with the reason when the membership is over; undefined when it was stopped. Never rejects. */
  async live(): Promise<unknown> {
    const { signal } = this.stopping;
    const consumer = await openClient({
      make: () => this.make(),
      signal,
      onFailure: (error) => (signal.aborted ? undefined : this.owner.onError(error, 'member')),
    });
    if (!consumer) return undefined;
    this.consumer = consumer;
    this.worker = this.owner.workerOf(consumer);
    const commits = setInterval(() => void this.commit(), this.spec.commitIntervalMs ?? 1_000);
    try {
      consumer.setDefaultConsumeTimeout(FETCH_WAIT_MS);
      consumer.setDefaultIsTimeoutOnlyForFirstMessage(true);
      if (!signal.aborted) consumer.subscribe(this.spec.topics);
      await this.consumeUntilEnded(consumer);
      await this.leave(consumer);
    } catch (error) {
      this.dead ??= error;
    } finally {
      clearInterval(commits);
    }
    return this.dead;
  }

  /** Everything at hand goes on. */
  wake(): void {
    for (const queue of this.queues.values()) queue.wake();
  }

  stop(limitMs: number): void {
    this.stopLimitMs = limitMs;
    this.stopping.abort();
  }

  /** What the brokers say of the partitions that are this member's. */
  async askLag(): Promise<void> {
    const { consumer } = this;
    const partitions = [...this.queues.values()].map(({ topic, partition }) => ({ topic, partition }));
    if (!consumer || partitions.length === 0) return;
    const committed = await answerOf<readonly (TopicPartition & { readonly offset?: number | null })[]>((done) =>
      consumer.committed(partitions, ANSWER_LIMIT_MS, done),
    );
    for (const { topic, partition, offset } of committed) {
      const { lowOffset, highOffset } = await answerOf<{ lowOffset: number; highOffset: number }>((done) =>
        consumer.queryWatermarkOffsets(topic, partition, ANSWER_LIMIT_MS, done),
      );
      this.owner.progress.sawEnd(topic, partition, BigInt(highOffset));
      const start = typeof offset === 'number' && offset >= 0 ? offset : lowOffset;
      this.owner.progress.startedAt(topic, partition, BigInt(start));
    }
  }

  private make(): NativeConsumer {
    const rebalance: RebalanceCallback = (error, partitions) => {
      this.rebalancing = this.rebalancing.then(() => this.rebalance(error, partitions));
    };
    const settings = { ...consumerSettings(this.connection, this.spec), rebalance_cb: rebalance };
    const consumer = new this.library.KafkaConsumer(settings, groupTopicSettings);
    listen(consumer, this.connection, (error) => {
      if (error.code === codes.fatal) this.dead ??= error;
    });
    consumer.on('partition.eof', ({ topic, partition, offset }) => this.sawEnd(topic, partition, BigInt(offset)));
    return consumer;
  }

  private async consumeUntilEnded(consumer: NativeConsumer): Promise<void> {
    while (!this.stopping.signal.aborted && this.dead === undefined) {
      this.holdBack(consumer);
      try {
        const messages = await answerOf<NativeMessage[]>((done) => consumer.consume(RECORDS_AT_ONCE, done));
        for (const message of messages) this.queues.get(keyOf(message))?.push(message);
      } catch (error) {
        if ((error as LibraryError).code === codes.fatal) this.dead ??= error;
        else this.owner.onError(error, 'member');
        await pause(AFTER_ERROR_MS, this.stopping.signal, true);
      }
    }
  }

  /** Partitions are not fetched while enough of them is at hand, or all are paused. Between two fetches only. */
  private holdBack(consumer: NativeConsumer): void {
    const [toPause, toResume]: [PartitionQueue[], PartitionQueue[]] = [[], []];
    for (const [key, queue] of this.queues) {
      const isHeld = this.held.has(key);
      const enough = queue.length >= (isHeld ? ENOUGH_RECORDS / 4 : ENOUGH_RECORDS);
      const hold = this.owner.paused || enough;
      if (hold === isHeld) continue;
      if (hold) this.held.add(key);
      else this.held.delete(key);
      (hold ? toPause : toResume).push(queue);
    }
    if (toPause.length > 0) consumer.pause(toPause.map(addressOf));
    if (toResume.length > 0) consumer.resume(toResume.map(addressOf));
  }

  private async rebalance(error: LibraryError | undefined, partitions: readonly TopicPartition[]): Promise<void> {
    const { consumer } = this;
    if (!consumer) return;
    try {
      if (error?.code === codes.assignPartitions) this.assign(consumer, partitions.map(addressOf));
      else await this.giveAway(consumer);
    } catch (failure) {
      this.dead ??= failure;
    }
  }

  private assign(consumer: NativeConsumer, partitions: readonly TopicPartition[]): void {
    this.held.clear();
    const worker = this.worker as QueueWorker;
    this.queues = new Map(
      partitions.map(({ topic, partition }) => [
        keyOf({ topic, partition }),
        new PartitionQueue(topic, partition, worker, this.slots, () => this.owner.paused),
      ]),
    );
    consumer.assign(partitions);
    for (const queue of this.queues.values()) worker.acquire?.(queue);
    this.owner.onAssigned(partitions);
  }

  private async giveAway(consumer: NativeConsumer): Promise<void> {
    const lost = consumer.assignmentLost();
    await this.finish(lost ? 0 : this.graceMs, !lost);
    consumer.unassign();
    this.owner.onAssigned([]);
  }

  /** What runs comes to its end and is committed; then nothing is this member's any more. */
  private async finish(graceMs: number, commit: boolean): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close(graceMs)));
    if (commit) await this.commit();
    this.queues.clear();
    this.held.clear();
  }

  private async leave(consumer: NativeConsumer): Promise<void> {
    await this.rebalancing;
    await this.finish(Math.max(0, this.stopLimitMs - FAREWELL_MS), this.dead === undefined);
    const left = answerOf((done) => consumer.disconnect(done));
    await within(left, LEAVE_LIMIT_MS, () => new Error('late')).catch(() => undefined);
    await this.rebalancing;
  }

  private sawEnd(topic: string, partition: number, offset: bigint): void {
    const queue = this.queues.get(keyOf({ topic, partition }));
    if (!queue) return;
    queue.reachedEnd(offset);
    this.owner.progress.sawEnd(topic, partition, offset);
    // Nothing to handle lies before the end, so that there is no lag either.
    const settled = queue.next === undefined || this.worker?.commitsItself === true;
    if (queue.length === 0 && settled) this.owner.progress.committed(topic, partition, offset);
  }

  /** One request for all partitions, one at a time. */
  private commit(): Promise<void> {
    this.committing = this.committing.then(() => this.commitNow());
    return this.committing;
  }

  private async commitNow(): Promise<void> {
    const { consumer } = this;
    const due = [...this.queues.values()].flatMap((queue) => {
      const { topic, partition, next, committed } = queue;
      return next === undefined || next === committed ? [] : [{ queue, topic, partition, next }];
    });
    if (!consumer || due.length === 0 || this.worker?.commitsItself) return;
    try {
      const offsets = due.map(({ topic, partition, next }) => ({ topic, partition, offset: Number(next) }));
      await within(
        answerOf((done) => consumer.commitCb(offsets, done)),
        COMMIT_LIMIT_MS,
        () => new Error('no coordinator took the commit in time'),
      );
      for (const { queue, topic, partition, next } of due) {
        queue.committed = next;
        this.owner.progress.committed(topic, partition, next);
      }
    } catch (error) {
      // What was handled stays done, and is committed with the next attempt, or comes again to whoever has it then.
      this.owner.onError(error, 'commit');
    }
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

function addressOf({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}
