import { Lane, type LaneRecord, type PendingRecord } from '../../../../../services/shared/kafka/kafkajs/lane';
import { partitionOfKey } from '../../../../../services/shared/kafka/kafkajs/murmur2';
import { TopicLanes } from '../../../../../services/shared/kafka/kafkajs/topic-lanes';

function setUp(stalled: ReadonlySet<number> = new Set()) {
  const sent: { partition: number; values: string[] }[] = [];
  const failed: string[] = [];
  const reasons: string[] = [];
  const lanes = new TopicLanes(
    't',
    (partition) =>
      new Lane({
        topic: 't',
        partition,
        maxBatchBytes: 10_000,
        maxBatchRecords: 100,
        schedule: (run) => run(),
        sendBatch: (_topic, into, records) => {
          sent.push({ partition: into, values: records.map((record) => String(record.value)) });
          return stalled.has(into) ? new Promise(() => undefined) : Promise.resolve(0n);
        },
      }),
  );
  const add = (
    value: string,
    key: string | null,
    options: { partition?: number; bytes?: number; deadline?: number } = {},
  ): void => {
    const record: LaneRecord = { key: key === null ? null : Buffer.from(key), value, timestamp: 0 };
    const pending: PendingRecord = {
      record,
      bytes: options.bytes ?? 10,
      deadline: options.deadline ?? Number.MAX_SAFE_INTEGER,
      resolve: () => undefined,
      reject: (error) => {
        failed.push(`${value}!${error.code}`);
        reasons.push(error.message);
      },
    };
    lanes.add(options.partition === undefined ? { pending } : { pending, partition: options.partition });
  };
  return { lanes, add, sent, failed, reasons };
}

describe('the lanes of a topic', () => {
  it('keep records in order until the number of partitions is known', () => {
    const { lanes, add, sent } = setUp(new Set([partitionOfKey(Buffer.from('k'), 6)]));
    add('a', 'k');
    add('b', 'k');
    expect(sent).toEqual([]);
    lanes.setPartitions(6);
    expect(sent).toEqual([{ partition: partitionOfKey(Buffer.from('k'), 6), values: ['a'] }]);
  });

  it('tell records whose time is over before it is known why that was', () => {
    const { lanes, add, reasons } = setUp();
    add('a', 'k', { deadline: 5 });
    lanes.expire(5, new Error('wrong password'));
    add('b', 'k', { deadline: 6 });
    lanes.expire(6);
    expect(reasons).toEqual([
      'No broker took a record for "t" within the delivery timeout (wrong password); nothing was written.',
      'No broker took a record for "t" within the delivery timeout; nothing was written.',
    ]);
  });

  it('follow a raised number of partitions', () => {
    const { lanes, add, sent } = setUp();
    lanes.setPartitions(1);
    lanes.setPartitions(50);
    add('a', 'some key');
    expect(sent).toEqual([{ partition: partitionOfKey(Buffer.from('some key'), 50), values: ['a'] }]);
  });

  it('stay with a partition for records without a key while a batch fills, then take the next', async () => {
    const { lanes, add, sent } = setUp();
    lanes.setPartitions(3);
    for (let i = 0; i < 12; i += 1) {
      add(String(i), null, { bytes: 32 * 1024 });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const order = sent.map(({ partition }) => partition);
    expect(order.filter((partition, index) => partition !== order[index - 1])).toHaveLength(6);
    expect(new Set(order)).toEqual(new Set([0, 1, 2]));
  });

  it('give records without a key to partitions that move', () => {
    const { lanes, add, sent } = setUp(new Set([1]));
    lanes.setPartitions(3);
    for (let i = 0; i < 200; i += 1) add(String(i), null, { bytes: 40 * 1024 });
    expect(sent.filter(({ partition }) => partition === 1).length).toBeLessThanOrEqual(1);
  });

  it('rejects a partition that does not exist', () => {
    const { lanes, add, failed } = setUp();
    lanes.setPartitions(3);
    add('a', null, { partition: 3 });
    expect(failed).toEqual(['a!KAFKA_UNKNOWN_TOPIC']);
  });

  it('ends the wait for the number of partitions when a record expires', () => {
    const { lanes, add, failed } = setUp();
    add('a', null, { deadline: 10 });
    add('b', null, { deadline: 20 });
    lanes.expire(10);
    expect(failed).toEqual(['a!KAFKA_UNAVAILABLE']);
  });
});
