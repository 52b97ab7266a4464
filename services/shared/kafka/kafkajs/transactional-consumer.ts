import type { KafkaMessage } from 'kafkajs';
import type { IncomingRecord, KafkaLogger, OutgoingRecord, TransactionalHandler, TransactionalSpec } from '../ports';
import { monotonicMs } from '../monotonic';
import { sizeOf } from '../record-size';
import type { AdminClient } from './admin-client';
import type { ConnectionOptions } from './connection';
import { GroupMember, type LeaseWork } from './group-member';
import { toLaneRecord } from './lane-record';
import { partitionOfKey } from './murmur2';
import type { PartitionLease } from './partition-lease';
import { rootFields } from './send-verdict';
import type { TopicDirectory } from './topic-directory';
import { isFenced, TransactionalPartition, type Replies } from './transactional-partition';

const COMMITTED_LIMIT_MS = 10_000;
/** Handled records are committed at least this often, so that replies are seen soon. */
const MAX_CHUNK_MS = 200;
const MAX_CHUNK_BYTES = 128 * 1024;
/** A fenced member waits until the group has told it whether the partition is its own. */
const FENCED_REST_MS = 3_000;

/** A partition this member works on, and from where. */
interface Held {
  readonly generation: number;
  readonly producer: TransactionalPartition;
  /** The group's committed position: read when the producer had fenced off all older ones, then its own; -1: none. */
  position: bigint;
}

interface Chunk {
  readonly last: KafkaMessage | undefined;
  readonly records: readonly IncomingRecord[];
  readonly replies: Map<string, Replies>;
  readonly failed: KafkaMessage | undefined;
}

/** A group consumer whose replies and position are committed together: exactly once for read_committed readers. */
export function createTransactionalConsumer(
  connection: ConnectionOptions,
  spec: TransactionalSpec,
  admin: Pick<AdminClient, 'ask'>,
  directory: Pick<TopicDirectory, 'known' | 'lookup'>,
  logger: KafkaLogger,
  handler: TransactionalHandler,
): GroupMember {
  const work = new TransactionalWork(connection, spec, admin, directory, logger, handler);
  return new GroupMember(connection, spec, admin, logger, work);
}

class TransactionalWork implements LeaseWork {
  private readonly held = new Map<string, Held>();
  private spread = 0;

  constructor(
    private readonly connection: ConnectionOptions,
    private readonly spec: TransactionalSpec,
    private readonly admin: Pick<AdminClient, 'ask'>,
    private readonly directory: Pick<TopicDirectory, 'known' | 'lookup'>,
    private readonly logger: KafkaLogger,
    private readonly handler: TransactionalHandler,
  ) {}

  /** The brokers fence whoever worked on a partition before; each generation opens its own producers. */
  onGeneration(): void {
    for (const [key, { producer }] of this.held) {
      this.held.delete(key);
      void producer.close();
    }
  }

  close(): void {
    this.onGeneration();
  }

  readonly work = async (
    lease: PartitionLease,
    retryLater: (offset: string, atLeastMs?: number) => void,
  ): Promise<void> => {
    let index = 0;
    while (index < lease.messages.length && !lease.stopped && !lease.outdated) {
      const current = lease.messages[index] as KafkaMessage;
      try {
        const held = await this.hold(lease);
        // KafkaJS may hand out records again that were committed meanwhile, when a partition's leader moved.
        if (BigInt(current.offset) < held.position) {
          lease.done(current);
          index += 1;
          continue;
        }
        const chunk = await this.handle(lease, index);
        if (chunk.last) {
          await this.commit(lease, held, chunk);
          index = lease.messages.indexOf(chunk.last, index) + 1;
        }
        if (chunk.failed) {
          retryLater(chunk.failed.offset);
          return;
        }
        if (!chunk.last) return;
      } catch (error) {
        this.giveUp(lease, error);
        retryLater(current.offset, isFenced(error) ? FENCED_REST_MS : 0);
        return;
      }
      await lease.breathe();
    }
  };

  private async hold(lease: PartitionLease): Promise<Held> {
    const { topic, partition, generation } = lease;
    const key = keyOf(lease);
    const present = this.held.get(key);
    if (present?.generation === generation) return present;
    const { transactionalIdPrefix, transactionTimeoutMs = 60_000 } = this.spec;
    const id = `${transactionalIdPrefix}-${topic}-${partition}`;
    const producer = await TransactionalPartition.open(this.connection, id, transactionTimeoutMs);
    try {
      // Only now is the position final: an older owner may have committed between our fetch and our taking over.
      const position = await this.committedPosition(topic, partition);
      const held: Held = { generation, producer, position };
      this.held.set(key, held);
      return held;
    } catch (error) {
      producer.cut();
      throw error;
    }
  }

  private async committedPosition(topic: string, partition: number): Promise<bigint> {
    const groupId = this.spec.group;
    const answer = await this.admin.ask(COMMITTED_LIMIT_MS, (admin) =>
      admin.fetchOffsets({ groupId, topics: [topic] }),
    );
    const found = answer.find((each) => each.topic === topic)?.partitions.find((each) => each.partition === partition);
    if (!found) throw new Error(`the coordinator named no position of ${topic}-${partition}`);
    return BigInt(found.offset);
  }

  /** Handles records before a transaction is begun, so that none is open while a handler takes its time. */
  private async handle(lease: PartitionLease, start: number): Promise<Chunk> {
    const began = monotonicMs();
    const replies = new Map<string, Replies>();
    const limit = Math.min(lease.messages.length, start + (this.spec.maxRecordsPerTransaction ?? 200));
    const records: IncomingRecord[] = [];
    let last: KafkaMessage | undefined;
    let bytes = 0;
    for (let index = start; index < limit && !lease.stopped && monotonicMs() - began < MAX_CHUNK_MS; index += 1) {
      const message = lease.messages[index] as KafkaMessage;
      const record = lease.toRecord(message);
      try {
        for (const reply of await this.handler(record, lease.signal)) bytes += await this.collect(replies, reply);
      } catch (error) {
        this.spec.onError?.(error, 'handler');
        return { last, records, replies, failed: message };
      }
      last = message;
      records.push(record);
      // All replies to one partition leave in one batch, which its topic must take.
      if (bytes >= (this.spec.maxBytesPerTransaction ?? MAX_CHUNK_BYTES)) break;
      await lease.breathe();
    }
    return { last, records, replies, failed: undefined };
  }

  /** @returns its size */
  private async collect(replies: Map<string, Replies>, reply: OutgoingRecord): Promise<number> {
    const { topic } = reply;
    const record = toLaneRecord(reply);
    const partitions = this.directory.known(topic) ?? (await this.directory.lookup(topic));
    const partition =
      reply.partition ?? (record.key ? partitionOfKey(record.key, partitions) : this.spread++ % partitions);
    const key = `${topic}/${partition}`;
    const present = replies.get(key);
    if (present) present.records.push(record);
    else replies.set(key, { topic, partition, records: [record] });
    return sizeOf(record);
  }

  private async commit(lease: PartitionLease, held: Held, { last, records, replies }: Chunk): Promise<void> {
    if (!last || lease.outdated || this.held.get(keyOf(lease)) !== held) throw new PartitionMoved();
    const { topic, partition } = lease;
    const next = lease.positionAfter(last);
    const ended = this.spec.onTransaction?.(records);
    try {
      await held.producer.commit(replies.values(), { group: this.spec.group, topic, partition, next });
      ended?.();
    } catch (error) {
      ended?.(error);
      throw error;
    }
    held.position = next;
    lease.done(last);
    lease.committedElsewhere();
  }

  private giveUp(lease: PartitionLease, error: unknown): void {
    const key = keyOf(lease);
    const held = this.held.get(key);
    if (held?.generation === lease.generation) {
      held.producer.cut();
      this.held.delete(key);
    }
    const fields = { topic: lease.topic, partition: lease.partition, err: rootFields(error) };
    if (isFenced(error) || error instanceof PartitionMoved) {
      this.logger.debug(fields, 'Another member has taken over the partition');
      return;
    }
    this.logger.warn(fields, 'A transaction failed; its outcome is read from the group');
    this.spec.onError?.(error, 'transaction');
  }
}

/** The group gave the partition to another member, or to this one anew, while records were handled. */
class PartitionMoved extends Error {
  override readonly name = 'PartitionMoved';
}

function keyOf({ topic, partition }: PartitionLease): string {
  return `${topic}/${partition}`;
}
