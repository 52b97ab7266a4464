import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { waitUntil } from '../../local/kafka/wait-until';
import { installReadCommitted } from '../../services/shared/kafka/kafkajs/read-committed';
import type { AgentKafka } from '../agents/spec';
import type { StoredRecord } from '../ledger/entries';
import { idReaderOf } from '../ledger/message';
import { plainClient } from './plain-client';
import { deleteGroups } from './quiet-client';
import { ScanError } from './scan-error';
import { silentLogger } from './silent-logger';

export interface ScanOptions {
  readonly signal?: AbortSignal;
}

export interface Scan {
  /** In the order of each partition. */
  readonly records: readonly StoredRecord[];
}

const POLL_MS = 100;
/**
 * It is given up after so long without a further record. A transaction that a killed writer left open holds the end
 * back until the brokers abort it, 60 s by default.
 */
const STALL_LIMIT_MS = 120_000;
const LEAVE_LIMIT_MS = 15_000;
const limits = { connectionTimeoutMs: 3_000, requestTimeoutMs: 10_000 };

/**
 * Everything in a topic, up to where its partitions ended when it was called. It reads in a group of its own that it
 * deletes again, for KafkaJS knows no reader without one; nothing is committed.
 * @throws ScanError
 */
export async function scanTopic(
  connection: AgentKafka,
  topic: string,
  isolation: 'read_committed' | 'read_uncommitted',
  options: ScanOptions = {},
): Promise<Scan> {
  installReadCommitted();
  const kafka = plainClient(connection, 'ledger-scan', silentLogger, limits);
  // Deployed clusters grant groups that begin with `ledger`.
  const groupId = `ledger-scan-${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  try {
    const reading = new Reading(topic, await boundsOf(admin, topic));
    const consumer = kafka.consumer({
      groupId,
      readUncommitted: isolation === 'read_uncommitted',
      maxWaitTimeInMs: 200,
    });
    try {
      await reading.run(consumer, options);
    } finally {
      await consumer.disconnect();
      await deleteGroup(kafka, groupId);
    }
    return { records: reading.records };
  } finally {
    await admin.disconnect();
  }
}

interface Bounds {
  readonly low: number;
  readonly end: number;
}

async function boundsOf(admin: Admin, topic: string): Promise<ReadonlyMap<number, Bounds>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(offsets.map(({ partition, low, high }) => [partition, { low: Number(low), end: Number(high) }]));
}

/** A group is empty only some moments after its member has left. */
async function deleteGroup(kafka: Kafka, groupId: string): Promise<void> {
  const tryIt = (): Promise<true | undefined> =>
    deleteGroups(kafka, [groupId]).then(
      () => true,
      () => undefined,
    );
  await waitUntil(`the group ${groupId} to be deleted`, tryIt, { timeoutMs: LEAVE_LIMIT_MS, everyMs: POLL_MS });
}

class Reading {
  readonly records: StoredRecord[] = [];
  private readonly next = new Map<number, number>();
  private readonly idOf;
  private crash: Error | undefined;

  constructor(
    private readonly topic: string,
    private readonly bounds: ReadonlyMap<number, Bounds>,
  ) {
    this.idOf = idReaderOf(topic);
    for (const [partition, { low }] of bounds) this.next.set(partition, low);
  }

  async run(consumer: Consumer, { signal }: ScanOptions): Promise<void> {
    if (this.left() === 0) return;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) this.crash = payload.error;
    });
    // Also of a fetch that held nothing but transaction markers.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) =>
      this.reached(partition, Number(lastOffset) + 1),
    );
    await consumer.connect();
    await consumer.subscribe({ topics: [this.topic], fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatch: (payload) => this.take(payload) });
    await this.untilRead(signal);
  }

  private async untilRead(signal: AbortSignal | undefined): Promise<void> {
    let left = this.left();
    let movedAt = performance.now();
    const look = (): true | undefined => {
      if (signal?.aborted) throw new ScanError('SCAN_INTERRUPTED', `the scan of ${this.topic} was interrupted`);
      if (this.crash !== undefined)
        throw new ScanError('SCAN_FAILED', `${this.topic} could not be read: ${this.crash.message}`, {
          cause: this.crash,
        });
      const now = this.left();
      if (now !== left) [left, movedAt] = [now, performance.now()];
      if (performance.now() - movedAt > STALL_LIMIT_MS) throw this.stalled();
      return left === 0 ? true : undefined;
    };
    await waitUntil(`the end of ${this.topic}`, look, { timeoutMs: Infinity, everyMs: POLL_MS });
  }

  private take({ batch }: EachBatchPayload): Promise<void> {
    const { partition } = batch;
    const end = this.bounds.get(partition)?.end ?? 0;
    for (const message of batch.messages) {
      const offset = Number(message.offset);
      // After a rebalance KafkaJS begins again where the partition begins.
      if (offset < (this.next.get(partition) ?? 0) || offset >= end) continue;
      const id = this.idOf(message.value);
      if (id !== undefined) this.records.push({ topic: this.topic, partition, offset, id });
      this.next.set(partition, offset + 1);
    }
    return Promise.resolve();
  }

  private reached(partition: number, next: number): void {
    this.next.set(partition, Math.max(next, this.next.get(partition) ?? 0));
  }

  private left(): number {
    let left = 0;
    for (const [partition, { end }] of this.bounds) left += Math.max(0, end - (this.next.get(partition) ?? 0));
    return left;
  }

  private stalled(): ScanError {
    const where = [...this.bounds]
      .map(([partition, { end }]) => ({ partition, next: this.next.get(partition) ?? 0, end }))
      .filter(({ next, end }) => next < end)
      .map(({ partition, next, end }) => `${partition} (at ${next} of ${end})`);
    return new ScanError(
      'SCAN_STALLED',
      `${this.topic}: nothing further was read for ${STALL_LIMIT_MS / 1000} s of partitions ${where.join(', ')}; have they a leader, and is a transaction open there?`,
    );
  }
}
