import {
  PartitionAssigners,
  type Cluster,
  type Consumer,
  type ConsumerEndBatchProcessEvent,
  type ConsumerGroupJoinEvent,
  type EachBatchPayload,
  type RetryOptions,
} from 'kafkajs';
import type { ConsumerSpec } from '../ports';
import { monotonicMs } from '../monotonic';
import { within } from '../pause';
import { createClient, type Client, type ConnectionOptions } from './connection';

const KIB = 1024;
/** How long a fetch waits for records: also how late `resume()` and `stop()` take effect. */
const FETCH_WAIT_MS = 500;
const DISCONNECT_LIMIT_MS = 2_000;
/** Enough for an election; after that a new membership is quicker than waiting. */
const MEMBER_RETRY: RetryOptions = { initialRetryTime: 100, maxRetryTime: 500, factor: 0.2, multiplier: 2, retries: 8 };

export interface MembershipEvents {
  onJoin(event: ConsumerGroupJoinEvent['payload']): void;
  onBatchEnd(event: ConsumerEndBatchProcessEvent['payload']): void;
  eachBatch(payload: EachBatchPayload): Promise<void>;
}

/** Not in KafkaJS's types, though its consumers use it. */
interface LeavingBroker {
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
}

/** One life of a KafkaJS consumer, from its connect to its crash. */
export class Membership {
  memberId: string | undefined;
  private readonly client: Client;
  private readonly consumer: Consumer;
  private cluster: Cluster | undefined;
  private lastSign = monotonicMs();
  private endWith: (reason: unknown) => void = () => undefined;
  private readonly ended: Promise<unknown>;

  constructor(
    connection: ConnectionOptions,
    private readonly spec: ConsumerSpec,
    readonly heartbeatMs: number,
    private readonly silenceLimitMs: number,
    private readonly events: MembershipEvents,
  ) {
    this.ended = new Promise((resolve) => (this.endWith = resolve));
    this.client = createClient(connection, MEMBER_RETRY);
    this.consumer = this.makeConsumer(connection.rack);
    this.listen();
  }

  /** Resolves with the reason when the membership is over. Never rejects. */
  async live(formerMemberId: string | undefined): Promise<unknown> {
    const watchdog = setInterval(() => {
      if (monotonicMs() - this.lastSign > this.silenceLimitMs) this.endWith(new Error('the consumer fell silent'));
    }, 1_000);
    try {
      return await Promise.race([this.ended, this.run(formerMemberId)]);
    } catch (error) {
      return error;
    } finally {
      clearInterval(watchdog);
      await this.disconnect(DISCONNECT_LIMIT_MS);
    }
  }

  pause(): void {
    this.consumer.pause(this.spec.topics.map((topic) => ({ topic })));
  }

  resume(): void {
    this.consumer.resume(this.spec.topics.map((topic) => ({ topic })));
  }

  /** The batches in hand see `isRunning() === false`, end, and the member leaves its group. */
  async stop(limitMs: number): Promise<void> {
    await this.disconnect(limitMs);
    this.endWith(undefined);
  }

  cut(): void {
    this.client.gate.cut();
    this.endWith(undefined);
  }

  private async disconnect(limitMs: number): Promise<void> {
    await within(this.consumer.disconnect(), limitMs, () => new Error('late')).catch(() => undefined);
    this.client.gate.cut();
  }

  private async run(formerMemberId: string | undefined): Promise<unknown> {
    const { topics, concurrency = 12 } = this.spec;
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...topics], fromBeginning: true });
    if (formerMemberId) await this.leaveAs(formerMemberId);
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
      eachBatch: (payload) => this.events.eachBatch(payload),
    });
    return this.ended;
  }

  private makeConsumer(rack: string | undefined): Consumer {
    const { spec } = this;
    return this.client.kafka.consumer({
      groupId: spec.group,
      allowAutoTopicCreation: false,
      readUncommitted: spec.isolation === 'read_uncommitted',
      rackId: rack ?? '',
      sessionTimeout: spec.sessionTimeoutMs ?? 30_000,
      rebalanceTimeout: spec.rebalanceTimeoutMs ?? 60_000,
      heartbeatInterval: this.heartbeatMs,
      maxBytesPerPartition: spec.maxBytesPerPartition ?? 512 * KIB,
      maxBytes: spec.maxBytesPerFetch ?? 4 * KIB * KIB,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      metadataMaxAge: 30_000,
      // The only place where KafkaJS lends its cluster.
      partitionAssigners: [
        (config) => {
          this.cluster = config.cluster;
          return PartitionAssigners.roundRobin(config);
        },
      ],
      // Restarts are made here, always with a new client: one way for all failures.
      retry: { ...MEMBER_RETRY, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  private listen(): void {
    const { consumer } = this;
    const alive = (): void => {
      this.lastSign = monotonicMs();
    };
    consumer.on(consumer.events.HEARTBEAT, alive);
    consumer.on(consumer.events.FETCH, alive);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      alive();
      this.memberId = payload.memberId;
      this.events.onJoin(payload);
    });
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      alive();
      this.events.onBatchEnd(payload);
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => this.endWith(payload.error));
  }

  /**
   * A membership that crashed could not say good-bye, and the group waits for it until its session times out. Its
   * successor says it instead.
   */
  private async leaveAs(memberId: string): Promise<void> {
    const groupId = this.spec.group;
    try {
      const coordinator: unknown = await this.cluster?.findGroupCoordinator({ groupId });
      if (isLeaving(coordinator)) await coordinator.leaveGroup({ groupId, memberId });
    } catch {
      // It is not known any more, or will time out.
    }
  }
}

function isLeaving(broker: unknown): broker is LeavingBroker {
  return typeof broker === 'object' && broker !== null && 'leaveGroup' in broker;
}
