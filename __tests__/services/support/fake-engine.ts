import {
  KafkaError,
  type Acknowledgement,
  type ConsumerSpec,
  type DurableProducer,
  type GroupConsumer,
  type IncomingRecord,
  type KafkaConnectivity,
  type KafkaEngine,
  type Lag,
  type OutgoingRecord,
  type ProducerLoad,
  type ProducerSpec,
  type RecordHandler,
  type TransactionalHandler,
  type TransactionalSpec,
} from '../../../services/shared/kafka/ports';

export const unavailable = () => new KafkaError('KAFKA_UNAVAILABLE', 'no broker took it', true, 'not-written');
export const overloaded = () => new KafkaError('KAFKA_OVERLOADED', 'the queue is full', true, 'not-written');
export const outcomeUnknown = () => new KafkaError('KAFKA_OUTCOME_UNKNOWN', 'no answer', true, 'unknown');
export const tooLarge = () => new KafkaError('KAFKA_RECORD_TOO_LARGE', 'too large', false, 'not-written');

/** Keeps what is sent; refuses or holds what it is told to. */
export class FakeProducer implements DurableProducer {
  readonly sent: OutgoingRecord[] = [];
  /** Called for each record; an error is its answer. */
  refuse: (record: OutgoingRecord, index: number) => KafkaError | undefined = () => undefined;
  /** Acknowledgements wait for this. */
  hold: Promise<unknown> = Promise.resolve();
  closedWith: number | undefined;
  queued = 0;
  mostQueued = 0;
  private calls = 0;

  constructor(
    readonly spec: ProducerSpec,
    private readonly events: string[],
  ) {}

  async send(record: OutgoingRecord): Promise<Acknowledgement> {
    const refused = this.refuse(record, this.calls);
    this.calls += 1;
    if (refused) throw refused;
    this.queued += 1;
    this.mostQueued = Math.max(this.mostQueued, this.queued);
    await this.hold;
    this.queued -= 1;
    this.sent.push(record);
    return { topic: record.topic, partition: 1, offset: BigInt(this.sent.length - 1) };
  }

  load(): ProducerLoad {
    return { queuedRecords: this.queued, queuedBytes: this.queued * 10, inFlight: this.queued > 0 ? 1 : 0 };
  }

  close(limitMs: number): Promise<void> {
    this.closedWith = limitMs;
    this.events.push('producer closed');
    return Promise.resolve();
  }
}

/** Hands records to the handler one at a time, and commits as an engine must: only what the handler has finished. */
export class FakeConsumer implements GroupConsumer {
  readonly committed: bigint[] = [];
  readonly replies: OutgoingRecord[] = [];
  paused = false;
  partitions: { topic: string; partition: number }[] = [];
  lags: Lag[] = [];
  startFails: Error | undefined;
  starts = 0;
  private readonly abort = new AbortController();

  constructor(
    readonly spec: ConsumerSpec,
    private readonly handler: (
      record: IncomingRecord,
      signal: AbortSignal,
    ) => Promise<readonly OutgoingRecord[] | void>,
    private readonly events: string[],
  ) {}

  start(): Promise<void> {
    this.starts += 1;
    if (this.startFails) return Promise.reject(this.startFails);
    this.partitions = this.spec.topics.map((topic) => ({ topic, partition: 0 }));
    this.spec.onRebalance?.(this.partitions);
    return Promise.resolve();
  }

  async deliver(record: IncomingRecord): Promise<void> {
    const replies = await this.handler(record, this.abort.signal);
    this.replies.push(...(replies ?? []));
    this.committed.push(record.offset);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  assignment(): readonly { topic: string; partition: number }[] {
    return this.partitions;
  }

  lag(): readonly Lag[] {
    return this.lags;
  }

  stop(): Promise<void> {
    this.abort.abort(new Error('stopping'));
    this.events.push('consumer stopped');
    return Promise.resolve();
  }
}

/** An engine without brokers. */
export class FakeEngine implements KafkaEngine {
  /** What was ended, in order. */
  readonly events: string[] = [];
  readonly status = { connected: true, reason: undefined as string | undefined };
  readonly producers: FakeProducer[] = [];
  readonly consumers: FakeConsumer[] = [];

  producer(spec: ProducerSpec = {}): FakeProducer {
    const made = new FakeProducer(spec, this.events);
    this.producers.push(made);
    return made;
  }

  consumer(spec: ConsumerSpec, handler: RecordHandler): FakeConsumer {
    const made = new FakeConsumer(spec, handler, this.events);
    this.consumers.push(made);
    return made;
  }

  transactional(spec: TransactionalSpec, handler: TransactionalHandler): FakeConsumer {
    const made = new FakeConsumer(spec, handler, this.events);
    this.consumers.push(made);
    return made;
  }

  connectivity(): KafkaConnectivity {
    const { status, events } = this;
    return {
      get connected() {
        return status.connected;
      },
      get reason() {
        return status.reason as string;
      },
      stop: () => Promise.resolve(void events.push('connectivity stopped')),
    };
  }

  close(): Promise<void> {
    this.events.push('engine closed');
    return Promise.resolve();
  }
}
