import type { Producer, RetryOptions, Transaction } from 'kafkajs';
import { monotonicMs } from '../monotonic';
import { pause, within } from '../pause';
import { createClient, type Client, type ConnectionOptions } from './connection';
import { rootFields } from './send-verdict';
import type { LaneRecord } from './lane';

/** Enough for an election, and for a predecessor's transaction to be brought to its end. */
const TRANSACTION_RETRY: RetryOptions = {
  initialRetryTime: 50,
  maxRetryTime: 250,
  factor: 0.2,
  multiplier: 2,
  retries: 40,
};
const DISCONNECT_LIMIT_MS = 1_000;
const CONCURRENT_PAUSE_MS = 10;
const CONCURRENT_LIMIT_MS = 10_000;

const FENCED = new Set([
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'TRANSACTION_COORDINATOR_FENCED',
]);
/** PRODUCER_FENCED, which KafkaJS does not know by name. */
const FENCED_MESSAGE = 'Unknown error code 90';

/** A newer producer with the same transactional id has taken over. */
export function isFenced(error: unknown): boolean {
  const { type = '', message } = rootFields(error);
  return FENCED.has(type) || message === FENCED_MESSAGE;
}

/** Replies for one partition. */
export interface Replies {
  readonly topic: string;
  readonly partition: number;
  readonly records: LaneRecord[];
}

export interface InputPosition {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly next: bigint;
}

/**
 * The transactional producer of one input partition. Opening it ends the transactions of every older one with the same
 * id, and fences it off: KafkaJS commits offsets in a transaction without naming the group's generation, so that the
 * coordinator does not notice a member that lost the partition.
 */
export class TransactionalPartition {
  private constructor(
    private readonly client: Client,
    private readonly producer: Producer,
    private first: Transaction | undefined,
    private readonly limitMs: number,
  ) {}

  static async open(
    connection: ConnectionOptions,
    transactionalId: string,
    transactionTimeoutMs: number,
  ): Promise<TransactionalPartition> {
    const client = createClient(connection, TRANSACTION_RETRY);
    const producer = client.kafka.producer({
      transactionalId,
      transactionTimeout: transactionTimeoutMs,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      // Transactions are idempotent in KafkaJS anyhow; this would get a second producer id, which is never used.
      idempotent: false,
      metadataMaxAge: 30_000,
      createPartitioner: () => (args) => args.message.partition ?? 0,
    });
    // A transaction must not outlive its timeout at the brokers, who would have aborted it.
    const limitMs = Math.floor(transactionTimeoutMs / 2);
    const opening = producer.connect().then(() => producer.transaction());
    try {
      // KafkaJS asks for the producer id, which fences, when it makes the first transaction; the broker hears of a
      // transaction only when something is sent in it.
      const first = await within(opening, limitMs, () => new Error('no transaction coordinator answered'));
      return new TransactionalPartition(client, producer, first, limitMs);
    } catch (error) {
      client.gate.cut();
      throw error;
    }
  }

  /** Replies and position, both or neither. After an error the caller can not know which, and opens anew to find out. */
  async commit(replies: Iterable<Replies>, position: InputPosition): Promise<void> {
    await within(this.transact(replies, position), this.limitMs, () => new Error('the transaction took too long'));
  }

  /** Nothing more is written. */
  cut(): void {
    this.client.gate.cut();
  }

  async close(): Promise<void> {
    await within(this.producer.disconnect(), DISCONNECT_LIMIT_MS, () => new Error('late')).catch(() => undefined);
    this.client.gate.cut();
  }

  private async transact(replies: Iterable<Replies>, { group, topic, partition, next }: InputPosition): Promise<void> {
    const transaction = this.first ?? (await this.producer.transaction());
    this.first = undefined;
    // One partition in each send: KafkaJS loses records of sends that span several when a leader dies.
    for (const reply of replies) await untilPredecessorEnded(() => sendTo(transaction, reply));
    const topics = [{ topic, partitions: [{ partition, offset: next.toString() }] }];
    await untilPredecessorEnded(() => transaction.sendOffsets({ consumerGroupId: group, topics }));
    await transaction.commit();
  }
}

async function sendTo(transaction: Transaction, { topic, partition, records }: Replies): Promise<void> {
  const messages = records.map((record) => ({ ...record, timestamp: String(record.timestamp), partition }));
  const answers = await transaction.send({ topic, messages, acks: -1 });
  if (!answers.some((each) => each.topicName === topic && each.partition === partition))
    throw new UnansweredSend(topic, partition);
}

/** After a commit the coordinator writes its markers; until then it refuses the next transaction. */
async function untilPredecessorEnded(act: () => Promise<unknown>): Promise<void> {
  const deadline = monotonicMs() + CONCURRENT_LIMIT_MS;
  for (;;) {
    try {
      await act();
      return;
    } catch (error) {
      if (rootFields(error).type !== 'CONCURRENT_TRANSACTIONS' || monotonicMs() > deadline) throw error;
    }
    await pause(CONCURRENT_PAUSE_MS);
  }
}

/** KafkaJS said "sent" without an answer for the partition, which its metadata does not have. */
class UnansweredSend extends Error {
  override readonly name = 'UnansweredSend';
  constructor(topic: string, partition: number) {
    super(`KafkaJS gave no answer for ${topic}-${partition}: its metadata does not have the partition`);
  }
}
