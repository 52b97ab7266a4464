import { monotonicMs } from '../monotonic';
import { pause } from '../pause';
import { codes } from './delivery-verdict';
import type {
  DeliveryReport,
  Library,
  LibraryError,
  NativeHeaders,
  NativeProducer,
  Settings,
  Metadata,
} from './library';
import { ANSWER_LIMIT_MS, answerOf, listen, openClient } from './native-client';
import { partitionerSettings, type ConnectionOptions } from './settings';

const ASK_AGAIN_MS = 250;
const FAREWELL_FLUSH_MS = 1;

/** A record in librdkafka's terms. */
export interface NativeRecord<Opaque> {
  readonly topic: string;
  readonly partition: number | null;
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: NativeHeaders;
  readonly opaque: Opaque;
}

export interface SessionEvents<Opaque> {
  /** Brokers answer, and records can be handed over. */
  onUp(): void;
  onReport(error: LibraryError | undefined, report: DeliveryReport<Opaque>): void;
  /** This producer will write nothing any more; what it has not reported it never will. */
  onFatal(error: LibraryError): void;
}

/**
 * One native producer, from its making to its end. It is up while brokers answer: what is handed over while none does
 * would wait in librdkafka, and nobody could say afterwards that it was not written.
 */
export class ProducerSession<Opaque> {
  /** When a connection was last lost, as `monotonicMs` says. */
  lastTrouble = 0;
  failure: unknown;
  private producer: NativeProducer<Opaque> | undefined;
  private isUp = false;
  private doubting = false;
  private readonly ending = new AbortController();
  private readonly opened: Promise<void>;

  constructor(
    private readonly library: Library,
    private readonly connection: ConnectionOptions,
    /** Asked at each attempt: a password may have been rotated, and one that cannot be read may come. */
    private readonly settings: () => Settings,
    private readonly events: SessionEvents<Opaque>,
  ) {
    this.opened = this.open();
  }

  get up(): boolean {
    return this.isUp;
  }

  /** @throws LibraryError when librdkafka does not take it; no report follows then */
  produce({ topic, partition, key, value, headers, opaque }: NativeRecord<Opaque>): void {
    if (!this.producer) throw new Error('the producer is not connected');
    this.producer.produce(topic, partition, value, key, Date.now(), opaque, headers);
  }

  async end(): Promise<void> {
    this.ending.abort();
    this.isUp = false;
    await this.opened;
    const { producer } = this;
    this.producer = undefined;
    if (producer) await answerOf((done) => producer.disconnect(FAREWELL_FLUSH_MS, done)).catch(() => undefined);
  }

  private async open(): Promise<void> {
    const { signal } = this.ending;
    this.producer = await openClient({
      make: () => this.make(),
      signal,
      onFailure: (error) => (this.failure = error),
    });
    if (!this.producer || signal.aborted) return;
    this.producer.setPollInBackground(true);
    this.rise();
  }

  private make(): NativeProducer<Opaque> {
    const producer = new this.library.Producer<Opaque>({ ...this.settings(), dr_cb: true }, partitionerSettings);
    listen(producer, this.connection, (error) => this.trouble(error));
    producer.on('delivery-report', (error, report) => this.events.onReport(error ?? undefined, report));
    return producer;
  }

  private trouble(error: LibraryError): void {
    this.lastTrouble = monotonicMs();
    this.failure = error;
    if (this.ending.signal.aborted) return;
    if (error.code === codes.fatal) {
      this.isUp = false;
      this.events.onFatal(error);
    } else if (this.isUp && !this.doubting) {
      this.doubting = true;
      void this.awaitBrokers().finally(() => (this.doubting = false));
    }
  }

  /**
   * A connection was lost: does any broker answer? librdkafka says that all are down only when it has tried each, which
   * takes it seconds where it needed one of them so far.
   */
  private async awaitBrokers(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      const { producer } = this;
      if (!producer) return;
      try {
        await answerOf<Metadata>((done) => producer.getMetadata({ allTopics: false, timeout: ANSWER_LIMIT_MS }, done));
        if (!signal.aborted && !this.isUp) this.rise();
        return;
      } catch (error) {
        this.isUp = false;
        this.failure = error;
      }
      await pause(ASK_AGAIN_MS, signal, true);
    }
  }

  private rise(): void {
    this.isUp = true;
    this.failure = undefined;
    this.events.onUp();
  }
}
