import type {
  Acknowledgement,
  DurableProducer,
  KafkaError,
  OutgoingRecord,
  ProducerLoad,
  ProducerSpec,
} from '../ports';
import { monotonicMs } from '../monotonic';
import { pause } from '../pause';
import { QueueBudget } from '../queue-budget';
import { sizeOf } from '../record-size';
import {
  closed,
  failedDelivery,
  outcomeUnknown,
  overloaded,
  refusedAtOnce,
  tooLarge,
  unavailable,
} from './delivery-verdict';
import type { DeliveryReport, Library, LibraryError } from './library';
import { toNativeRecord } from './native-record';
import { ProducerSession } from './producer-session';
import { producerDefaults, producerSettings, type ConnectionOptions } from './settings';

const SWEEP_MS = 100;
/** For the report of a delivery that timed out in librdkafka itself, which knows more. */
const REPORT_GRACE_MS = 1_000;

/** A record that was accepted and is not settled yet. */
interface Pending {
  readonly outgoing: OutgoingRecord;
  readonly bytes: number;
  readonly deadline: number;
  handedOverAt: number;
  readonly resolve: (acknowledgement: Acknowledgement) => void;
  readonly reject: (error: KafkaError) => void;
}

/**
 * Writes through librdkafka's own queue, which batches, keeps the order and repeats what failed. Records wait on this
 * side while no broker answers: of these it is certain that nothing was written when their time is over.
 */
export class QueueProducer implements DurableProducer {
  private readonly spec: Required<ProducerSpec>;
  private readonly budget: QueueBudget;
  private session: ProducerSession<Pending>;
  private waiting: Pending[] = [];
  private readonly handedOver = new Set<Pending>();
  private sweeper: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly library: Library,
    private readonly connection: ConnectionOptions,
    spec: ProducerSpec,
  ) {
    this.spec = { ...producerDefaults, ...spec };
    this.budget = new QueueBudget(this.spec.maxQueuedRecords, this.spec.maxQueuedBytes);
    this.session = this.newSession();
  }

  send(outgoing: OutgoingRecord): Promise<Acknowledgement> {
    if (this.isClosed) return Promise.reject(closed());
    const bytes = sizeOf(outgoing);
    const { maxRecordBytes, deliveryTimeoutMs } = this.spec;
    if (bytes > maxRecordBytes) return Promise.reject(tooLarge(outgoing.topic, bytes, maxRecordBytes));
    if (!this.budget.reserve(bytes)) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const deadline = monotonicMs() + deliveryTimeoutMs;
      this.accept({ outgoing, bytes, deadline, handedOverAt: 0, resolve, reject });
    });
  }

  /** librdkafka does not say how many requests are on their way: 1 while it holds any record. */
  load(): ProducerLoad {
    const { records: queuedRecords, bytes: queuedBytes } = this.budget;
    return { queuedRecords, queuedBytes, inFlight: this.handedOver.size > 0 ? 1 : 0 };
  }

  async close(limitMs: number): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    const limit = new AbortController();
    await Promise.race([this.budget.whenEmpty(), pause(limitMs, limit.signal)]);
    limit.abort();
    for (const pending of this.waiting.splice(0)) this.fail(pending, closed());
    this.abandon(new Error('the producer was closed'));
    clearInterval(this.sweeper);
    this.sweeper = undefined;
    await this.session.end();
  }

  private newSession(): ProducerSession<Pending> {
    const session: ProducerSession<Pending> = new ProducerSession(
      this.library,
      this.connection,
      () => producerSettings(this.connection, this.spec),
      {
        onUp: () => session === this.session && this.handOver(),
        onReport: (error, report) => this.settle(session, error, report),
        onFatal: (error) => this.replace(session, error),
      },
    );
    return session;
  }

  private accept(pending: Pending): void {
    this.sweepWhileBusy();
    this.waiting.push(pending);
    // What waits goes first, or the order of a partition would be lost.
    if (this.session.up) this.handOver();
  }

  private handOver(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const pending of waiting) {
      try {
        pending.handedOverAt = monotonicMs();
        this.session.produce(toNativeRecord(pending.outgoing, pending));
        this.handedOver.add(pending);
      } catch (error) {
        this.fail(pending, refusedAtOnce(error, pending.outgoing.topic));
      }
    }
  }

  private settle(
    session: ProducerSession<Pending>,
    error: LibraryError | undefined,
    { topic, partition, offset, opaque: pending }: DeliveryReport<Pending>,
  ): void {
    // Settled before: the session ended in between.
    if (!this.handedOver.delete(pending)) return;
    if (error) {
      const troubled = session.lastTrouble >= pending.handedOverAt;
      this.fail(pending, failedDelivery(error, { topic, partition, troubled }));
      return;
    }
    this.budget.release(pending.bytes);
    pending.resolve({ topic, partition, offset: offset < 0 ? -1n : BigInt(offset) });
  }

  /** An idempotent producer that lost count of its sequence numbers is of no use; the next one gets another id. */
  private replace(session: ProducerSession<Pending>, error: LibraryError): void {
    if (session !== this.session || this.isClosed) return;
    this.connection.logger.warn(
      { code: error.code, err: error.message },
      'The producer id is lost; a new one is asked for',
    );
    this.abandon(error);
    this.session = this.newSession();
    void session.end();
  }

  private abandon(cause: unknown): void {
    for (const pending of this.handedOver) {
      const { topic, partition = -1 } = pending.outgoing;
      this.fail(pending, outcomeUnknown(topic, partition, cause));
    }
    this.handedOver.clear();
  }

  private fail({ bytes, reject }: Pending, error: KafkaError): void {
    this.budget.release(bytes);
    reject(error);
  }

  /** librdkafka's clock began when a record was handed over, which may have been late. */
  private expireHandedOver(deadline: number): void {
    for (const pending of this.handedOver) {
      if (pending.deadline > deadline) return;
      this.handedOver.delete(pending);
      const { topic, partition = -1 } = pending.outgoing;
      this.fail(pending, outcomeUnknown(topic, partition, this.session.failure));
    }
  }

  /** Ends the wait of records whose time is over. */
  private sweepWhileBusy(): void {
    this.sweeper ??= setInterval(() => {
      const now = monotonicMs();
      // All have the same time to wait, so that the oldest are in front.
      let late = 0;
      while ((this.waiting[late]?.deadline ?? Infinity) <= now) late += 1;
      for (const pending of this.waiting.splice(0, late))
        this.fail(pending, unavailable(pending.outgoing.topic, this.session.failure));
      this.expireHandedOver(now - REPORT_GRACE_MS);
      if (this.budget.records > 0) return;
      clearInterval(this.sweeper);
      this.sweeper = undefined;
    }, SWEEP_MS);
  }
}
