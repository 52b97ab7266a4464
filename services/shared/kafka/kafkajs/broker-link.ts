import type Broker from 'kafkajs/src/broker';
import type { Connection, RequestEntry } from 'kafkajs/src/network/connectionPool';
import {
  answerKey,
  decodeProduceAnswer,
  encodeProduceRequest,
  PRODUCE_API_KEY,
  PRODUCE_VERSION,
  type PartitionBatch,
} from './produce-request';

/** A broker that has not answered for so long is asked nothing else, and its partitions may have moved. */
export const SLOW_MS = 1_000;
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

/** A broker's connection and what is handed to it. Made anew after each loss: KafkaJS's keep half an old answer. */
export interface OpenConnection {
  readonly broker: Broker;
  readonly connection: Connection;
}

/**
 * The way to one broker. A Kafka broker takes the requests of a connection one after the other, so that one is on its
 * way at a time, with the batches of all partitions that have something to write: what arrives meanwhile goes together.
 */
export class BrokerLink {
  private open: OpenConnection | undefined;
  private opening: Promise<OpenConnection> | undefined;
  private queue: Waiting[] = [];
  private flushing = false;
  private flying: readonly Waiting[] = [];
  private sentAt = 0;
  private waiters: (() => void)[] = [];

  constructor(
    readonly host: string,
    readonly port: number,
    private readonly makeOpen: () => OpenConnection,
    private readonly cutSockets: (address: string) => void,
    private readonly settings: ProduceSettings,
  ) {}

  get connected(): boolean {
    return this.open?.connection.isConnected() ?? false;
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
  async connect(): Promise<OpenConnection> {
    if (this.open?.connection.isConnected()) return this.open;
    this.opening ??= this.connectAnew().finally(() => (this.opening = undefined));
    return this.opening;
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
    this.open = undefined;
    this.cutSockets(`${this.host}:${this.port}`);
  }

  private async connectAnew(): Promise<OpenConnection> {
    const open = this.makeOpen();
    try {
      await open.broker.connect();
    } catch (error) {
      this.cut(); // KafkaJS leaves the socket of a connection that got no further
      throw error;
    }
    this.open = open;
    return open;
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
    this.sentAt = Date.now();
    let handedOver = false;
    try {
      const open = this.open;
      if (!open?.connection.isConnected()) throw new NotConnected(this.host, this.port);
      if (open.connection.sasl && !open.connection.isAuthenticated()) await open.connection.authenticate();
      const answer = await request(open.connection, this.settings, batches, () => (handedOver = true));
      this.settleAnswered(open.connection, batches, answer);
    } catch (error) {
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
    const left = this.sentAt + SPACING_MS - Date.now();
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
