import type { Message, Producer } from 'kafkajs';
import type { ProducerDurability } from '../ports';
import { createClient, DEFAULT_REQUEST_TIMEOUT_MS, type Client, type ConnectionOptions } from './connection';
import type { LaneRecord } from './lane';

const DISCONNECT_LIMIT_MS = 2_000;

/**
 * KafkaJS refuses an idempotent producer with fewer than one retry, for it counts on its own retries to keep sequence
 * numbers. Here the caller repeats the same batch on the same lane, which does keep them (KafkaJS rolls the sequence
 * back when a send fails), and must see the error of each attempt. No retry count satisfies both; NaN passes the check
 * and ends after the first attempt.
 */
const ONE_ATTEMPT = Number.NaN;

/**
 * KafkaJS sets a sequence back to 0 one number before Java wraps it, and the broker then refuses the partition's
 * writes: a producer id is given up long before.
 */
export const MAX_RECORDS_PER_SESSION = 2 ** 30;

/** One KafkaJS producer: one producer id, its sequence numbers, its sockets. */
export class ProducerSession {
  private flying = 0;
  private sent = 0;
  private retired = false;
  private ended = false;

  private constructor(
    private readonly client: Client,
    private readonly producer: Producer,
    private readonly durability: ProducerDurability,
    private readonly requestTimeoutMs: number,
  ) {}

  /** Connects, and gets a producer id if the durability asks for it. A session that failed here is never used. */
  static async open(connection: ConnectionOptions, durability: ProducerDurability): Promise<ProducerSession> {
    const requestTimeoutMs = connection.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
    const client = createClient(connection);
    const producer = client.kafka.producer({
      allowAutoTopicCreation: false,
      idempotent: durability.idempotent,
      // The lane has chosen the partition.
      createPartitioner: () => (args) => args.message.partition ?? 0,
      // KafkaJS does not refresh metadata after a request timed out: old metadata would name the hung leader for ever.
      metadataMaxAge: requestTimeoutMs,
      retry: { retries: ONE_ATTEMPT },
    });
    try {
      await producer.connect();
    } catch (error) {
      // KafkaJS calls a producer connected whose producer id it could not get; it would write without idempotence.
      client.gate.cut();
      throw error;
    }
    return new ProducerSession(client, producer, durability, requestTimeoutMs);
  }

  get inFlight(): number {
    return this.flying;
  }

  /** Produce requests handed to a socket so far, by any lane. */
  get produceWrites(): number {
    return this.client.gate.produceWrites;
  }

  /** Nothing can be sent with it any more. */
  get over(): boolean {
    return this.ended;
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
    if (this.retired && this.flying === 0) void this.end();
  }

  /** One attempt to write a batch. */
  async attempt(topic: string, partition: number, records: readonly LaneRecord[]): Promise<bigint> {
    this.sent += records.length;
    const messages: Message[] = records.map((record) => ({ ...record, partition }));
    const answers = await this.producer.send({
      topic,
      messages,
      acks: this.durability.acks === 'all' ? -1 : 1,
      timeout: Math.max(1_000, this.requestTimeoutMs - 1_000),
    });
    const answer = answers.find((each) => each.topicName === topic && each.partition === partition);
    // KafkaJS resolves a send whose partition its metadata does not have, without having sent it.
    if (!answer) throw new UnansweredSend(topic, partition);
    return BigInt(answer.baseOffset ?? '-1');
  }

  cutBroker(address: string): void {
    this.client.gate.cutBroker(address);
  }

  /** Takes no new batch; ends when those in flight have. */
  retire(): void {
    this.retired = true;
    if (this.flying === 0) void this.end();
  }

  /** Ends at once: nothing more is written, and what is in flight has an unknown outcome. */
  cut(): void {
    this.retired = true;
    this.ended = true;
    this.client.gate.cut();
  }

  private async end(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    // KafkaJS's disconnect waits for ever for the answers of a hung broker.
    const timer = setTimeout(() => this.client.gate.cut(), DISCONNECT_LIMIT_MS);
    await this.producer.disconnect().catch(() => undefined);
    clearTimeout(timer);
    this.client.gate.cut();
  }
}

/** KafkaJS said "sent" without an answer for the partition. */
export class UnansweredSend extends Error {
  override readonly name = 'UnansweredSend';
  constructor(topic: string, partition: number) {
    super(`KafkaJS gave no answer for ${topic}-${partition}: its metadata does not have the partition`);
  }
}
