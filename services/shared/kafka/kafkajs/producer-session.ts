import type { ProducerDurability } from '../ports';
import { within } from '../pause';
import type { WriteOutcome } from './broker-link';
import { Brokers } from './brokers';
import { createClient, DEFAULT_REQUEST_TIMEOUT_MS, type Client, type ConnectionOptions } from './connection';
import type { LaneRecord } from './lane';
import { encodeRecordBatch, type BatchOrigin } from './record-batch';

/** How long an attempt waits for a connection; it goes on being made, while the leader may move to another broker. */
const CONNECT_PATIENCE_MS = 500;
const REFRESH_PATIENCE_MS = 1_500;
/** Means nothing without transactions, but is asked for. */
const TRANSACTION_TIMEOUT_MS = 60_000;
const NOT_IDEMPOTENT = { producerId: -1n, producerEpoch: -1 };

/** Sequence numbers are 31 bits; a producer id is given up long before they wrap. */
export const MAX_RECORDS_PER_SESSION = 2 ** 30;

/** A producer id and its epoch; -1 without idempotence. */
export type Identity = Omit<BatchOrigin, 'baseSequence'>;
/** Of two bytes, with a sign. */
const LAST_EPOCH = 2 ** 15 - 1;

/** A batch with its producer id and sequence number in it: the same bytes at each attempt. */
export interface EncodedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: Buffer;
  readonly count: number;
}

/** One producer id, its sequence numbers, its sockets. */
export class ProducerSession {
  private flying = 0;
  private sent = 0;
  private retired = false;
  private ended = false;
  private readonly sequences = new Map<string, number[]>();

  private constructor(
    private readonly client: Client,
    private readonly brokers: Brokers,
    private readonly identity: Identity,
  ) {}

  /**
   * Connects, and gets a producer id if the durability asks for it. A session that failed here is never used.
   * @param successor an identity that nothing was written with. @default - a new producer id
   */
  static async open(
    connection: ConnectionOptions,
    durability: ProducerDurability,
    successor?: Identity,
  ): Promise<ProducerSession> {
    const requestTimeoutMs = connection.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
    const client = createClient(connection);
    const brokers = new Brokers(client, {
      acks: durability.acks === 'all' ? -1 : 1,
      timeoutMs: Math.max(1_000, requestTimeoutMs - 1_000),
    });
    const start = async (): Promise<Identity> => {
      await brokers.connect();
      if (!durability.idempotent) return NOT_IDEMPOTENT;
      return successor ?? (await brokers.initProducerId(TRANSACTION_TIMEOUT_MS));
    };
    try {
      const identity = await within(start(), requestTimeoutMs, () => new Error('the brokers did not answer in time'));
      return new ProducerSession(client, brokers, identity);
    } catch (error) {
      brokers.stop();
      client.gate.cut();
      throw error;
    }
  }

  get inFlight(): number {
    return this.flying;
  }

  /** Nothing can be sent with it any more. */
  get over(): boolean {
    return this.ended;
  }

  /** The same producer id in its next epoch, whose sequence numbers begin anew; none when there is no further one. */
  get successor(): Identity | undefined {
    const { producerId, producerEpoch } = this.identity;
    if (producerId < 0n || producerEpoch >= LAST_EPOCH) return undefined;
    return { producerId, producerEpoch: producerEpoch + 1 };
  }

  get worn(): boolean {
    return this.sent > MAX_RECORDS_PER_SESSION;
  }

  /** Keeps the session from closing between two attempts of the same batch. */
  hold(): void {
    this.flying += 1;
  }

  release(): void {
    this.flying -= 1;
    if (this.retired && this.flying === 0) this.cut();
  }

  /** When a request to the partition's leader can leave; `undefined`: now. */
  ready(topic: string, partition: number): Promise<void> | undefined {
    return this.brokers.leaderOf(topic, partition)?.ready();
  }

  /** The sequence number moves on only with an acknowledgement: one batch of a partition is on its way at a time. */
  encode(topic: string, partition: number, records: readonly LaneRecord[]): EncodedBatch {
    this.sent += records.length;
    const baseSequence = this.identity.producerId < 0n ? -1 : (this.sequencesOf(topic)[partition] ?? 0);
    const encoded = encodeRecordBatch(records, { ...this.identity, baseSequence });
    return { topic, partition, records: encoded, count: records.length };
  }

  /** One attempt to write a batch. */
  async attempt(batch: EncodedBatch): Promise<WriteOutcome> {
    const { topic, partition, count } = batch;
    try {
      await this.brokers.ensure(topic);
      const leader = this.brokers.leaderOf(topic, partition);
      if (!leader) throw this.brokers.whyNoLeader(topic, partition);
      if (!leader.connected) await within(leader.connect(), CONNECT_PATIENCE_MS, () => new SlowConnection());
      const outcome = await leader.produce(batch);
      if ('offset' in outcome) {
        const sequences = this.sequencesOf(topic);
        sequences[partition] = (sequences[partition] ?? 0) + count;
      }
      return outcome;
    } catch (error) {
      return { error, handedOver: false };
    }
  }

  /** Asks who leads what now. A failure is no news: the next attempt will fail of it. */
  async refresh(): Promise<void> {
    await within(this.brokers.refresh(), REFRESH_PATIENCE_MS, () => new Error('late')).catch(() => undefined);
  }

  /** Takes no new batch; ends when those in flight have. */
  retire(): void {
    this.retired = true;
    if (this.flying === 0) this.cut();
  }

  /** Ends at once: nothing more is written, and what is in flight has an unknown outcome. */
  cut(): void {
    this.retired = true;
    this.ended = true;
    this.brokers.stop();
    this.client.gate.cut();
  }

  private sequencesOf(topic: string): number[] {
    let sequences = this.sequences.get(topic);
    if (!sequences) {
      sequences = [];
      this.sequences.set(topic, sequences);
    }
    return sequences;
  }
}

/** Nothing was handed over. */
class SlowConnection extends Error {
  override readonly name = 'SlowConnection';
  constructor() {
    super(`no connection to the leader within ${CONNECT_PATIENCE_MS} ms`);
  }
}
