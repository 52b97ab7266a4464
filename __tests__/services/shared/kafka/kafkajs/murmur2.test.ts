import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { murmur2, partitionOfKey } from '../../../../../services/shared/kafka/kafkajs/murmur2';

describe('murmur2', () => {
  // From Kafka's own UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('gives %s the hash Java gives it', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  it('chooses the partition that KafkaJS chooses, for any key and number of partitions', () => {
    const partitioner = Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.integer({ min: 1, max: 60 }), (bytes, partitions) => {
        const key = Buffer.from(bytes);
        const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
          partitionId,
          partitionErrorCode: 0,
          leader: 1,
          replicas: [],
          isr: [],
        }));
        const theirs = partitioner({ topic: 't', partitionMetadata, message: { key, value: null } });
        expect(partitionOfKey(key, partitions)).toBe(theirs);
      }),
      { numRuns: 2_000 },
    );
  });
});
