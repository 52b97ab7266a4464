import type { ConsumerSpec, GroupConsumer, Lag, RecordHandler } from '../ports';
import { PartitionProgress } from '../partition-progress';
import { pause } from '../pause';
import type { Library, NativeConsumer, TopicPartition } from './library';
import { Membership, type MembershipOwner } from './membership';
import { toIncomingRecord } from './native-record';
import { goOn, type QueueWorker } from './partition-queue';
import type { ConnectionOptions } from './settings';

const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 5_000;

/** A member of a consumer group whose native consumer is made anew whenever it is beyond repair, until it is stopped. */
export class GroupMember implements GroupConsumer, MembershipOwner {
  readonly progress = new PartitionProgress();
  private membership: Membership | undefined;
  private life: Promise<void> | undefined;
  private isPaused = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly library: Library,
    private readonly connection: ConnectionOptions,
    private readonly spec: ConsumerSpec,
    readonly workerOf: (consumer: NativeConsumer) => QueueWorker,
  ) {}

  start(): Promise<void> {
    if (!this.life) {
      this.life = this.liveForever();
      void this.watchLag();
    }
    return Promise.resolve();
  }

  get paused(): boolean {
    return this.isPaused;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.membership?.wake();
  }

  assignment(): readonly TopicPartition[] {
    return this.progress.assignment();
  }

  lag(): readonly Lag[] {
    return this.progress.lag();
  }

  async stop(limitMs: number): Promise<void> {
    if (!this.stopping.signal.aborted) {
      this.stopping.abort();
      this.membership?.stop(limitMs);
    }
    await this.life;
    this.progress.assign({});
  }

  onAssigned(partitions: readonly TopicPartition[]): void {
    const assignment: Record<string, number[]> = {};
    for (const { topic, partition } of partitions) (assignment[topic] ??= []).push(partition);
    this.progress.assign(assignment);
    if (!this.stopping.signal.aborted && partitions.length > 0) this.spec.onRebalance?.(this.assignment());
  }

  onError(error: unknown, where: 'member' | 'commit'): void {
    this.spec.onError?.(error, where);
  }

  private async liveForever(): Promise<void> {
    const { signal } = this.stopping;
    let backoff = FIRST_BACKOFF_MS;
    while (!signal.aborted) {
      this.membership = new Membership(this.library, this.connection, this.spec, this);
      const reason = await this.membership.live();
      this.progress.assign({});
      if (signal.aborted) return;
      this.connection.logger.warn(
        { group: this.spec.group, err: reason, backoff },
        'Group membership ended; rejoining',
      );
      this.onError(reason, 'member');
      await pause(backoff, signal, true);
      backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
    }
  }

  private async watchLag(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await pause(this.spec.lagRefreshMs ?? 10_000, signal);
      if (signal.aborted) return;
      await this.membership
        ?.askLag()
        .catch((error: unknown) => this.connection.logger.debug({ err: error }, 'Lag could not be asked for'));
    }
  }
}

/** Each record at least once, in the order of its partition; committed is what was handled, and nothing else. */
export function handleInOrder(spec: ConsumerSpec, handler: RecordHandler): QueueWorker {
  return {
    async work(queue) {
      for (let message = queue.peek(); message && !queue.stopped; message = queue.peek()) {
        try {
          await handler(toIncomingRecord(message), queue.signal);
        } catch (error) {
          spec.onError?.(error, 'handler');
          return { retry: true, restMs: 0 };
        }
        if (queue.signal.aborted) return goOn;
        queue.done(1);
        await queue.breathe();
      }
      return goOn;
    },
  };
}
