import type { Connection, RequestEntry } from 'kafkajs/src/network/connectionPool';
import {
  answerKey,
  decodeProduceAnswer,
  encodeProduceRequest,
  PRODUCE_API_KEY,
  PRODUCE_VERSION,
  type PartitionBatch,
} from './produce-request';
import { monotonicMs } from '../monotonic';
import { SLOW_MS } from './first-answer';
import { SharedConnection, type OpenConnection } from './shared-connection';

/** A broker whose answer failed or did not come is asked last for so long: one cut off from the others tells old news. */
export const DISTRUST_MS = 10_000;
/** Who was asked within so long is asked after the others: what it said was of no help. */
const LATELY_MS = 1_000;
/** Batches of one request at most, together. */
const MAX_REQUEST_BYTES = 2 * 1024 * 1024;
/** While requests follow one another they begin at least so far apart, so that records share them. */
export const SPACING_MS = 4;

/** What became of an attempt to write. */
export type WriteOutcome =
  | { readonly offset: bigint }
  | {
      readonly error: unknown;
      /** Whether bytes were handed to a socket: nothing was written otherwise, for certain. */
      readonly handedOver: boolean;
    };

export interface ProduceSettings {
  readonly acks: number;
  readonly timeoutMs: number;
}

interface Waiting extends PartitionBatch {
  settle(outcome: WriteOutcome): void;
}

/**
 * The way to one broker. A Kafka broker takes the requests of a connection one after the other, so that one is on its
 * way at a time, with the batches of all partitions that have something to write: what arrives meanwhile goes together.
 */
export class BrokerLink {
  private readonly writing: SharedConnection;
  private readonly asking: SharedConnection;
  private askedAt = 0;
  private lastAsked = -Infinity;
  private distrustedUntil = -Infinity;
  private queue: Waiting[] = [];
  private flushing = false;
  private flying: readonly Waiting[] = [];
  private sentAt = 0;
  private waiters: (() => void)[] = [];

  constructor(
    readonly host: string,
    readonly port: number,
    makeOpen: () => OpenConnection,
    private readonly cutSockets: (address: string) => void,
    private readonly settings: ProduceSettings,
  ) {
    this.writing = new SharedConnection(makeOpen);
    this.asking = new SharedConnection(makeOpen);
  }

  get connected(): boolean {
    return this.writing.connected;
  }

  /**
   * How good it is to ask this broker: 0 at once; 1 it was asked just now, or must be connected to first; 2 it owes an
   * answer for long, or failed one.
   */
  reluctance(now: number): 0 | 1 | 2 {
    const owes = this.askedAt > 0 && now - this.askedAt > SLOW_MS;
    if (owes || now < this.distrustedUntil || this.overdue(now).length > 0) return 2;
    return this.asking.connected && now - this.lastAsked > LATELY_MS ? 0 : 1;
  }

  /** Of two that are as good to ask, the one with the smaller figure was asked longer ago. */
  get asked(): number {
    return this.lastAsked;
  }

  /** Partitions whose answer has not come for long; empty while all is well. */
  overdue(now: number): readonly PartitionBatch[] {
    return this.flying.length > 0 && now - this.sentAt > SLOW_MS ? this.flying : [];
  }

  /** Resolves when a request can leave; at once (`undefined`) when one can leave now. */
  ready(): Promise<void> | undefined {
    if (this.flying.length === 0 && this.waiters.length === 0) return undefined;
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  /** Connects if it is not; all callers share the attempt. */
  async connect(): Promise<void> {
    try {
      await this.writing.connect();
    } catch (error) {
      this.distrust();
      throw error;
    }
  }

  /**
   * On a connection of its own: on the other it would be answered after the write before it, which waits for followers,
   * and for a dead one until the brokers have noticed.
   */
  async ask<T>(question: (open: OpenConnection) => Promise<T>): Promise<T> {
    this.lastAsked = monotonicMs();
    if (this.askedAt === 0) this.askedAt = this.lastAsked;
    try {
      return await question(await this.asking.connect());
    } catch (error) {
      this.distrust();
      this.asking.forget();
      throw error;
    } finally {
      this.askedAt = 0;
    }
  }

  /** Leaves with the next request. */
  produce(batch: PartitionBatch): Promise<WriteOutcome> {
    return new Promise((settle) => {
      this.queue.push({ ...batch, settle });
      this.flushSoon();
    });
  }

  /** Ends the connection; what is on its way has an unknown outcome. */
  cut(): void {
    this.distrust();
    this.writing.forget();
    this.asking.forget();
    this.cutSockets(`${this.host}:${this.port}`);
  }

  private distrust(): void {
    this.distrustedUntil = monotonicMs() + DISTRUST_MS;
  }

  /** After the lanes that were woken together have all brought what they have. */
  private flushSoon(): void {
    if (this.flushing || this.flying.length > 0) return;
    this.flushing = true;
    setImmediate(() => {
      this.flushing = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const batches = this.takeSome();
    if (batches.length === 0) return;
    this.flying = batches;
    this.sentAt = monotonicMs();
    let handedOver = false;
    try {
      const open = this.writing.present;
      if (!open) throw new NotConnected(this.host, this.port);
      if (open.connection.sasl && !open.connection.isAuthenticated()) await open.connection.authenticate();
      const answer = await request(open.connection, this.settings, batches, () => (handedOver = true));
      this.settleAnswered(open.connection, batches, answer);
    } catch (error) {
      this.distrust();
      if ((error as Error).name === 'KafkaJSRequestTimeoutError') this.cut(); // KafkaJS would send the next one after it
      for (const batch of batches) batch.settle({ error, handedOver });
    } finally {
      this.flying = [];
      this.wake();
    }
  }

  private takeSome(): readonly Waiting[] {
    const taken: Waiting[] = [];
    let bytes = 0;
    for (const batch of this.queue) {
      bytes += batch.records.length;
      if (taken.length > 0 && bytes > MAX_REQUEST_BYTES) break;
      taken.push(batch);
    }
    this.queue = this.queue.slice(taken.length);
    return taken;
  }

  private settleAnswered(connection: Connection, batches: readonly Waiting[], payload: Buffer): void {
    const { answers, throttleMs } = decodeProduceAnswer(payload);
    connection.requestQueue.maybeThrottle(throttleMs);
    for (const batch of batches) {
      const answer = answers.get(answerKey(batch.topic, batch.partition));
      if (answer === undefined) batch.settle({ error: new UnansweredBatch(batch), handedOver: true });
      else if ('offset' in answer) batch.settle(answer);
      else batch.settle({ error: answer.refusal, handedOver: true });
    }
  }

  /** The next request, and whoever waits to be in it. */
  private wake(): void {
    if (this.queue.length > 0) this.flushSoon();
    if (this.waiters.length === 0) return;
    const left = this.sentAt + SPACING_MS - monotonicMs();
    if (left > 0) setTimeout(() => this.wakeAll(), left);
    else this.wakeAll();
  }

  private wakeAll(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }
}

/** Past KafkaJS's own encoder, which copies a request three times. */
function request(
  connection: Connection,
  { acks, timeoutMs }: ProduceSettings,
  batches: readonly PartitionBatch[],
  onHandedOver: () => void,
): Promise<Buffer> {
  const { clientId } = connection;
  const correlationId = connection.nextCorrelationId();
  const pieces = encodeProduceRequest({ correlationId, clientId, acks, timeoutMs }, batches);
  return new Promise((resolve, reject) => {
    const entry: RequestEntry = {
      apiKey: PRODUCE_API_KEY,
      apiName: 'Produce',
      apiVersion: PRODUCE_VERSION,
      correlationId,
      resolve: ({ payload }) => resolve(payload),
      reject,
    };
    const sendRequest = (): void => {
      const { socket } = connection;
      onHandedOver();
      socket.cork();
      for (const piece of pieces) socket.write(piece);
      socket.uncork();
    };
    connection.requestQueue.push({ entry, expectResponse: true, sendRequest });
  });
}

/** Nothing was handed over. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
  constructor(host: string, port: number) {
    super(`There is no connection to ${host}:${port} now`);
  }
}

/** The broker's answer does not name a partition that the request had. */
class UnansweredBatch extends Error {
  override readonly name = 'UnansweredBatch';
  constructor({ topic, partition }: PartitionBatch) {
    super(`the broker said nothing about ${topic}-${partition}`);
  }
}
