import type { ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import type { ConsumerSpec, GroupConsumer, KafkaLogger, Lag } from '../ports';
import { monotonicMs } from '../monotonic';
import { PartitionProgress } from '../partition-progress';
import { pause } from '../pause';
import type { AdminClient } from './admin-client';
import type { ConnectionOptions } from './connection';
import { Membership } from './membership';
import { PartitionLease, type LeaseOwner, type LeaseSettings } from './partition-lease';
import { rootFields } from './send-verdict';

const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 5_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 10_000;
const LAG_LIMIT_MS = 5_000;
/** A membership that lived this long was sound, and its successor need not wait. */
const SOUND_AFTER_MS = 30_000;
/** Kept back of the limit of `stop()`: for the commit, and to leave the group. */
const FAREWELL_MS = 500;

/** Works on one batch of a partition. What it throws ends the batch, and KafkaJS retries or rejoins. */
export type LeaseWorker = (
  lease: PartitionLease,
  retryLater: (offset: string, atLeastMs?: number) => void,
) => Promise<void>;

/** What goes with each generation and each end, for workers that hold something for a partition. */
export interface LeaseWork {
  work: LeaseWorker;
  onGeneration?(): void;
  close?(): void;
}

/** A member of a consumer group that is rebuilt whenever KafkaJS's consumer gives up, until it is stopped. */
export class GroupMember implements GroupConsumer, LeaseOwner {
  generation = 0;
  private membership: Membership | undefined;
  private readonly leases = new Set<PartitionLease>();
  private readonly progress = new PartitionProgress();
  private readonly failing = new Map<string, { offset: string; attempts: number }>();
  private readonly stopping = new AbortController();
  private readonly leaseSettings: LeaseSettings;
  private life: Promise<void> | undefined;
  private isPaused = false;

  constructor(
    private readonly connection: ConnectionOptions,
    private readonly spec: ConsumerSpec,
    private readonly admin: Pick<AdminClient, 'ask'>,
    private readonly logger: KafkaLogger,
    private readonly worker: LeaseWork,
  ) {
    this.leaseSettings = {
      heartbeatMs: Math.min(3_000, Math.floor((spec.sessionTimeoutMs ?? 30_000) / 4)),
      commitIntervalMs: spec.commitIntervalMs ?? 1_000,
      revokeGraceMs: spec.revokeGraceMs ?? 10_000,
      onCommitted: (topic, partition, next) => this.progress.committed(topic, partition, next),
    };
  }

  start(): Promise<void> {
    this.life ??= this.liveForever();
    void this.watchLag();
    return Promise.resolve();
  }

  get paused(): boolean {
    return this.isPaused;
  }

  pause(): void {
    this.isPaused = true;
    if (this.generation > 0) this.tryOnMembership((membership) => membership.pause());
  }

  resume(): void {
    this.isPaused = false;
    if (this.generation > 0) this.tryOnMembership((membership) => membership.resume());
  }

  assignment(): readonly { readonly topic: string; readonly partition: number }[] {
    return this.progress.assignment();
  }

  owns(topic: string, partition: number): boolean {
    return this.progress.has(topic, partition);
  }

  lag(): readonly Lag[] {
    return this.progress.lag();
  }

  async stop(limitMs: number): Promise<void> {
    if (this.stopping.signal.aborted) return this.life;
    this.stopping.abort();
    // A handler that still runs near the end of the limit is told, so that there is time to commit what was done.
    const abort = setTimeout(() => this.abortLeases(), Math.max(0, limitMs - FAREWELL_MS));
    await this.membership?.stop(limitMs);
    clearTimeout(abort);
    this.abortLeases();
    this.worker.close?.();
    await this.life;
    this.progress.assign({});
  }

  private async liveForever(): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    let formerMemberId: string | undefined;
    while (!this.stopping.signal.aborted) {
      const began = monotonicMs();
      const membership = this.newMembership();
      this.membership = membership;
      const reason = await membership.live(formerMemberId);
      formerMemberId = membership.memberId ?? formerMemberId;
      this.abortLeases();
      this.beginGeneration({});
      if (this.stopping.signal.aborted) return;
      if (monotonicMs() - began > SOUND_AFTER_MS) backoff = FIRST_BACKOFF_MS;
      this.logger.warn(
        { group: this.spec.group, err: rootFields(reason), backoff },
        'Group membership ended; rejoining',
      );
      this.spec.onError?.(reason, 'member');
      // Between two memberships no socket is open; a process with nothing else to do would end here.
      await pause(backoff, this.stopping.signal, true);
      backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
    }
  }

  private newMembership(): Membership {
    const silenceMs = (this.spec.sessionTimeoutMs ?? 30_000) + (this.spec.rebalanceTimeoutMs ?? 60_000);
    return new Membership(this.connection, this.spec, this.leaseSettings.heartbeatMs, silenceMs, {
      onJoin: (event) => this.joined(event),
      onBatchEnd: ({ topic, partition, batchSize, firstOffset, lastOffset, highWatermark }) => {
        this.progress.sawEnd(topic, partition, BigInt(highWatermark));
        if (batchSize === 0 && firstOffset !== null)
          this.progress.skipped(topic, partition, BigInt(firstOffset), BigInt(lastOffset) + 1n);
      },
      eachBatch: (payload) => this.handle(payload),
    });
  }

  private joined({ memberAssignment }: ConsumerGroupJoinEvent['payload']): void {
    this.beginGeneration(memberAssignment);
    // KafkaJS forgets a pause when its consumer is rebuilt. No fetch has begun yet.
    if (this.isPaused) this.tryOnMembership((membership) => membership.pause());
    this.spec.onRebalance?.(this.assignment());
  }

  private beginGeneration(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.generation += 1;
    this.progress.assign(assignment);
    for (const lease of this.leases) if (lease.lost) lease.abort();
    this.worker.onGeneration?.();
  }

  private async handle(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, highWatermark } = payload.batch;
    this.progress.sawEnd(topic, partition, BigInt(highWatermark));
    const lease = new PartitionLease(payload, this, this.leaseSettings);
    this.leases.add(lease);
    try {
      await this.worker.work(lease, (offset, atLeastMs = 0) => this.retryLater(lease, offset, atLeastMs));
    } catch (error) {
      if (!this.stopping.signal.aborted) this.spec.onError?.(error, 'commit');
      throw error;
    } finally {
      lease.end();
      this.leases.delete(lease);
    }
    if (lease.failure) throw lease.failure;
  }

  /** The partition rests; others of the same broker go on meanwhile, which waiting inside the batch would prevent. */
  private retryLater(lease: PartitionLease, offset: string, atLeastMs: number): void {
    if (lease.stopped) return;
    const key = `${lease.topic}/${lease.partition}`;
    const before = this.failing.get(key);
    const attempts = before?.offset === offset ? before.attempts + 1 : 1;
    this.failing.set(key, { offset, attempts });
    const delay = Math.max(atLeastMs, Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 10), MAX_RETRY_MS));
    const resume = lease.pausePartition();
    // While everything is paused KafkaJS would take this for an exception to it; `resume()` ends both.
    void pause(delay, this.stopping.signal).then(() => this.isPaused || resume());
  }

  private abortLeases(): void {
    for (const lease of this.leases) lease.abort();
  }

  /** KafkaJS throws while its consumer has not joined; the join itself sees to the pause then. */
  private tryOnMembership(act: (membership: Membership) => void): void {
    try {
      if (this.membership) act(this.membership);
    } catch (error) {
      this.logger.debug({ err: rootFields(error) }, 'The consumer is between two memberships');
    }
  }

  private async watchLag(): Promise<void> {
    for (;;) {
      await pause(this.spec.lagRefreshMs ?? 10_000, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      await this.refreshLag().catch((error: unknown) =>
        this.logger.debug({ group: this.spec.group, err: rootFields(error) }, 'Lag could not be asked for'),
      );
    }
  }

  private async refreshLag(): Promise<void> {
    const { group: groupId, topics } = this.spec;
    const committed = await this.admin.ask(LAG_LIMIT_MS, (admin) =>
      admin.fetchOffsets({ groupId, topics: [...topics] }),
    );
    for (const topic of topics) {
      const ends = await this.admin.ask(LAG_LIMIT_MS, (admin) => admin.fetchTopicOffsets(topic));
      const offsets = committed.find((each) => each.topic === topic)?.partitions ?? [];
      for (const { partition, high, low } of ends) {
        const offset = BigInt(offsets.find((each) => each.partition === partition)?.offset ?? '-1');
        this.progress.sawEnd(topic, partition, BigInt(high));
        this.progress.startedAt(topic, partition, offset >= 0n ? offset : BigInt(low));
      }
    }
  }
}
