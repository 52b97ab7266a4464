import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { ConnectionOptions } from '../../../../../services/shared/kafka/kafkajs/connection';
import type { GroupMember, LeaseWork } from '../../../../../services/shared/kafka/kafkajs/group-member';
import { PartitionLease } from '../../../../../services/shared/kafka/kafkajs/partition-lease';
import { createTransactionalConsumer } from '../../../../../services/shared/kafka/kafkajs/transactional-consumer';
import {
  TransactionalPartition,
  type Replies,
} from '../../../../../services/shared/kafka/kafkajs/transactional-partition';

const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const connection: ConnectionOptions = {
  bootstrapServers: '127.0.0.1:1',
  clientId: 'test',
  security: { protocol: 'PLAINTEXT' },
  logger,
};

function requests(from: number, to: number, bytes = 10): KafkaMessage[] {
  return Array.from({ length: to - from }, (_, index) => ({
    key: null,
    value: Buffer.alloc(bytes, 'x'),
    offset: String(from + index),
    timestamp: '1',
    attributes: 0,
    headers: {},
  }));
}

function leaseOf(messages: KafkaMessage[], generation = 1): PartitionLease {
  const batch = { topic: 'in', partition: 0, messages, lastOffset: () => messages[messages.length - 1]?.offset ?? '0' };
  const payload = { batch, isRunning: () => true, isStale: () => false, resolveOffset: quiet };
  const settings = { heartbeatMs: 60_000, commitIntervalMs: 1_000, revokeGraceMs: 1_000, onCommitted: quiet };
  return new PartitionLease(
    payload as unknown as EachBatchPayload,
    { paused: false, generation, owns: () => true },
    settings,
  );
}

describe('the work of a transactional consumer', () => {
  const committed: { readonly records: number; readonly next: bigint }[] = [];
  let worker: LeaseWork;

  beforeEach(() => {
    committed.length = 0;
    const producer = {
      commit: (replies: Iterable<Replies>, { next }: { next: bigint }) => {
        committed.push({ records: [...replies].reduce((sum, { records }) => sum + records.length, 0), next });
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
      cut: quiet,
    };
    jest.spyOn(TransactionalPartition, 'open').mockResolvedValue(producer as unknown as TransactionalPartition);
    const admin = {
      ask: () => Promise.resolve([{ topic: 'in', partitions: [{ partition: 0, offset: '0' }] }]) as never,
    };
    const directory = { known: () => 3, lookup: () => Promise.resolve(3) };
    const spec = { group: 'g', topics: ['in'], transactionalIdPrefix: 'g', maxBytesPerTransaction: 5_000 };
    const member: GroupMember = createTransactionalConsumer(connection, spec, admin, directory, logger, ({ value }) =>
      Promise.resolve([{ topic: 'out', key: 'k', value }]),
    );
    worker = (member as unknown as { worker: LeaseWork }).worker;
  });
  afterEach(() => jest.restoreAllMocks());

  const work = async (messages: KafkaMessage[], generation = 1): Promise<void> => {
    const lease = leaseOf(messages, generation);
    await worker.work(lease, () => {
      throw new Error('nothing here is to be tried again');
    });
    lease.end();
  };

  it('answers once what is handed out again in the same generation, as after a leader has moved', async () => {
    await work(requests(0, 30));
    await work(requests(0, 40));
    expect(committed.map(({ next }) => next)).toEqual([30n, 40n]);
    expect(committed.reduce((sum, { records }) => sum + records, 0)).toBe(40);
  });

  it('takes no further record into a transaction whose replies have reached their size', async () => {
    await work(requests(0, 20, 1_500));
    expect(committed.reduce((sum, { records }) => sum + records, 0)).toBe(20);
    expect(Math.max(...committed.map(({ records }) => records))).toBe(4);
  });
});
