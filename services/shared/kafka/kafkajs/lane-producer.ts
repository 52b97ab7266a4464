import { KafkaError, type Acknowledgement, type DurableProducer, type OutgoingRecord } from '../ports';
import type { KafkaLogger, ProducerLoad, ProducerSpec } from '../ports';
import { monotonicMs } from '../monotonic';
import { pause } from '../pause';
import { QueueBudget } from '../queue-budget';
import { sizeOf } from '../record-size';
import { BatchSender } from './batch-sender';
import { BrokerQuestions } from './broker-questions';
import { DEFAULT_REQUEST_TIMEOUT_MS, type ConnectionOptions } from './connection';
import { Lane, type LaneRecord, type PendingRecord, type SendBatch } from './lane';
import { toLaneRecord } from './lane-record';
import { ProducerSessions } from './producer-sessions';
import { TopicDirectory } from './topic-directory';
import { TopicLanes } from './topic-lanes';

const KIB = 1024;
const SWEEP_MS = 100;
type ResolvedSpec = Required<ProducerSpec>;

const DEFAULTS: ResolvedSpec = {
  durability: { acks: 'all', idempotent: true },
  deliveryTimeoutMs: 30_000,
  maxQueuedRecords: 50_000,
  maxQueuedBytes: 64 * KIB * KIB,
  maxBatchBytes: 512 * KIB,
  maxBatchRecords: 1_000,
  maxRecordBytes: 900 * KIB,
  topicRefreshMs: 30_000,
  onBatch: () => undefined,
};

/** Writes through one lane for each partition; see `lane.ts` for why. */
export class LaneProducer implements DurableProducer {
  private readonly spec: ResolvedSpec;
  private readonly budget: QueueBudget;
  private readonly sessions: ProducerSessions;
  private readonly sender: BatchSender;
  private readonly questions: BrokerQuestions;
  private readonly directory: TopicDirectory;
  private readonly topics = new Map<string, TopicLanes>();
  private sweeper: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(connection: ConnectionOptions, spec: ProducerSpec, logger: KafkaLogger) {
    this.spec = { ...DEFAULTS, ...spec };
    this.budget = new QueueBudget(this.spec.maxQueuedRecords, this.spec.maxQueuedBytes);
    this.sessions = new ProducerSessions(connection, this.spec.durability, logger);
    this.sender = new BatchSender(this.sessions, connection.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS, logger);
    this.questions = new BrokerQuestions(connection);
    this.directory = new TopicDirectory(this.questions, this.spec.topicRefreshMs, logger, (topic, partitions) =>
      this.topics.get(topic)?.setPartitions(partitions),
    );
  }

  /** Producer ids used so far; more than one says that a write ended without an answer. */
  get sessionCount(): number {
    return this.sessions.count;
  }

  send(outgoing: OutgoingRecord): Promise<Acknowledgement> {
    if (this.closed) return Promise.reject(closedError());
    const record = toLaneRecord(outgoing);
    const bytes = sizeOf(record);
    if (bytes > this.spec.maxRecordBytes) return Promise.reject(tooLarge(outgoing.topic, bytes, this.spec));
    if (!this.budget.reserve(bytes)) return Promise.reject(overloaded(this.load()));
    return new Promise((resolve, reject) => this.accept(outgoing, record, bytes, resolve, reject));
  }

  load(): ProducerLoad {
    let inFlight = 0;
    for (const lanes of this.topics.values()) inFlight += lanes.inFlight;
    return { queuedRecords: this.budget.records, queuedBytes: this.budget.bytes, inFlight };
  }

  async close(limitMs: number): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const limit = new AbortController();
    await Promise.race([this.budget.whenEmpty(), pause(limitMs, limit.signal)]);
    limit.abort();
    for (const lanes of this.topics.values()) lanes.rejectQueued(closedError());
    if (this.budget.records > 0) this.sessions.cut();
    else this.sessions.retire();
    this.directory.close();
    this.questions.close();
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }

  private accept(
    { topic, partition }: OutgoingRecord,
    record: LaneRecord,
    bytes: number,
    resolve: (acknowledgement: Acknowledgement) => void,
    reject: (error: KafkaError) => void,
  ): void {
    const lanes = this.lanesOf(topic);
    const pending: PendingRecord = {
      record,
      bytes,
      deadline: monotonicMs() + this.spec.deliveryTimeoutMs,
      resolve: (into, offset) => {
        this.budget.release(bytes);
        resolve({ topic, partition: into, offset });
      },
      reject: (error) => {
        this.budget.release(bytes);
        reject(error);
      },
    };
    this.sweepWhileBusy();
    lanes.add(partition === undefined ? { pending } : { pending, partition });
  }

  private lanesOf(topic: string): TopicLanes {
    let lanes = this.topics.get(topic);
    if (!lanes) {
      lanes = new TopicLanes(topic, (partition) => this.makeLane(topic, partition));
      const known = this.directory.known(topic);
      this.topics.set(topic, lanes);
      if (known) lanes.setPartitions(known);
      else void this.learn(topic, lanes);
    }
    return lanes;
  }

  /** Asks until there is an answer; the records that wait for it have their own deadlines. */
  private async learn(topic: string, lanes: TopicLanes): Promise<void> {
    try {
      lanes.setPartitions(await this.directory.lookup(topic));
    } catch (error) {
      this.topics.delete(topic);
      lanes.rejectQueued(error as KafkaError);
    }
  }

  private makeLane(topic: string, partition: number): Lane {
    const { maxBatchBytes, maxBatchRecords, onBatch } = this.spec;
    const sendBatch: SendBatch = async (...batch) => {
      const offset = await this.sender.send(...batch);
      onBatch(topic, batch[2].length);
      return offset;
    };
    return new Lane({ topic, partition, sendBatch, ready: this.sender.ready, maxBatchBytes, maxBatchRecords });
  }

  /** One timer for all records; none while nothing waits. */
  private sweepWhileBusy(): void {
    this.sweeper ??= setInterval(() => {
      const now = monotonicMs();
      for (const [topic, lanes] of this.topics) lanes.expire(now, this.directory.failure(topic));
      if (this.budget.records > 0) return;
      clearInterval(this.sweeper);
      this.sweeper = undefined;
    }, SWEEP_MS);
  }
}

function closedError(): KafkaError {
  return new KafkaError('KAFKA_CLOSED', 'The producer is closed; nothing was written.', false, 'not-written');
}

function tooLarge(topic: string, bytes: number, { maxRecordBytes }: ResolvedSpec): KafkaError {
  const message = `A record for "${topic}" has ${bytes} bytes; at most ${maxRecordBytes} are allowed.`;
  return new KafkaError('KAFKA_RECORD_TOO_LARGE', message, false, 'not-written');
}

function overloaded({ queuedRecords, queuedBytes }: ProducerLoad): KafkaError {
  const message = `${queuedRecords} records (${queuedBytes} bytes) wait to be written; nothing more is accepted now.`;
  return new KafkaError('KAFKA_OVERLOADED', message, true, 'not-written');
}
