import fc from 'fast-check';
import produceV7 from 'kafkajs/src/protocol/requests/produce/v7/request';
import createRequest from 'kafkajs/src/protocol/request';
import type { LaneRecord } from '../../../../../services/shared/kafka/kafkajs/lane';
import { sizeOf } from '../../../../../services/shared/kafka/record-size';
import {
  decodeProduceAnswer,
  encodeProduceRequest,
  type PartitionBatch,
} from '../../../../../services/shared/kafka/kafkajs/produce-request';
import { encodeRecordBatch } from '../../../../../services/shared/kafka/kafkajs/record-batch';

/** The oldest time that has as many digits as now: KafkaJS sorts times as text. */
const OLDEST = 1_000_000_000_000;
const CLIENT_ID = 'Müller';

interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly baseSequence: number;
  readonly records: readonly LaneRecord[];
}

/** A whole request as KafkaJS writes it. */
async function theirs(batches: readonly Batch[], producerId: string, producerEpoch: number): Promise<Buffer> {
  const topics = [...new Set(batches.map(({ topic }) => topic))];
  const request = produceV7({
    acks: -1,
    timeout: 9_000,
    producerId,
    producerEpoch,
    topicData: topics.map((topic) => ({
      topic,
      partitions: batches
        .filter((batch) => batch.topic === topic)
        .map(({ partition, baseSequence, records }) => ({
          partition,
          firstSequence: baseSequence,
          messages: records.map((record) => ({ ...record, timestamp: String(record.timestamp) })),
        })),
    })),
  });
  return (await createRequest({ request, correlationId: 77, clientId: CLIENT_ID })).buffer;
}

function ours(batches: readonly Batch[], producerId: string, producerEpoch: number): Buffer {
  const encoded: PartitionBatch[] = batches.map(({ topic, partition, baseSequence, records }) => ({
    topic,
    partition,
    records: encodeRecordBatch(records, { producerId: BigInt(producerId), producerEpoch, baseSequence }),
  }));
  const header = { correlationId: 77, clientId: CLIENT_ID, acks: -1, timeoutMs: 9_000 };
  return Buffer.concat(encodeProduceRequest(header, encoded));
}

const text = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 100 }));
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const headerValue = fc.oneof(text, bytes);
const record: fc.Arbitrary<LaneRecord> = fc.record(
  {
    key: fc.option(bytes),
    value: fc.option(fc.oneof(text, bytes)),
    // Clocks jump: later records may be older, and by more than 31 bits of milliseconds.
    timestamp: fc.oneof(
      fc.integer({ min: OLDEST, max: OLDEST + 200 }),
      fc.integer({ min: OLDEST, max: OLDEST * 10 - 1 }),
    ),
    headers: fc.dictionary(text, fc.oneof(headerValue, fc.array(headerValue, { maxLength: 3 })), { maxKeys: 4 }),
  },
  { requiredKeys: ['key', 'value', 'timestamp'] },
);
const batch = fc.record({
  topic: fc.constantFrom('posts', 'größe', 'a.b_c-d'),
  partition: fc.nat({ max: 2 ** 31 - 1 }),
  baseSequence: fc.nat({ max: 2 ** 31 - 1 }),
  records: fc.array(record, { minLength: 1, maxLength: 70 }),
});
const batches = fc.uniqueArray(batch, {
  minLength: 1,
  maxLength: 5,
  selector: ({ topic, partition }) => `${topic}/${partition}`,
});

describe('a produce request', () => {
  it('is what KafkaJS writes, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        fc.nat({ max: 32_767 }),
        async (all, id, epoch) => {
          const expected = await theirs(all, id.toString(), epoch);
          expect(ours(all, id.toString(), epoch).equals(expected)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is that for long batches of long records, too', async () => {
    const records = Array.from({ length: 1_000 }, (_, index) => ({
      key: Buffer.from(`key-${index}`),
      value: 'x'.repeat(index * 3),
      timestamp: OLDEST + index,
    }));
    const all = [{ topic: 'posts', partition: 3, baseSequence: 12, records }];
    expect(ours(all, '4711', 3).equals(await theirs(all, '4711', 3))).toBe(true);
  });

  it('takes no more room than the queue was charged for', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
        const origin = { producerId: 1n, producerEpoch: 0, baseSequence: 0 };
        const charged = records.reduce((sum, each) => sum + sizeOf(each), 0);
        expect(encodeRecordBatch(records, origin).length).toBeLessThanOrEqual(charged + 61);
      }),
    );
  });
});

describe('the answer to a produce request', () => {
  it('is read for each partition, with its offset or its refusal', () => {
    const answer = Buffer.concat([
      int32(2),
      topic('posts', [partition(0, 0, 41n), partition(7, 6, -1n)]),
      topic('größe', [partition(0, 10, -1n)]),
      int32(250),
    ]);
    const { answers, throttleMs } = decodeProduceAnswer(answer);
    expect(throttleMs).toBe(250);
    expect(Object.fromEntries(answers)).toEqual({
      '0/posts': { offset: 41n },
      '7/posts': { refusal: expect.objectContaining({ type: 'NOT_LEADER_FOR_PARTITION' }) as Error },
      '0/größe': { refusal: expect.objectContaining({ type: 'MESSAGE_TOO_LARGE' }) as Error },
    });
  });

  const int32 = (value: number): Buffer => {
    const buffer = Buffer.alloc(4);
    buffer.writeInt32BE(value);
    return buffer;
  };
  const topic = (name: string, partitions: readonly Buffer[]): Buffer => {
    const length = Buffer.alloc(2);
    length.writeInt16BE(Buffer.byteLength(name));
    return Buffer.concat([length, Buffer.from(name), int32(partitions.length), ...partitions]);
  };
  const partition = (id: number, code: number, offset: bigint): Buffer => {
    const buffer = Buffer.alloc(30, 0xff);
    buffer.writeInt32BE(id, 0);
    buffer.writeInt16BE(code, 4);
    buffer.writeBigInt64BE(offset, 6);
    return buffer;
  };
});
