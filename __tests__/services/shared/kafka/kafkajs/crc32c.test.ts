import fc from 'fast-check';
import { crc32c } from '../../../../../services/shared/kafka/kafkajs/crc32c';
import theirs from 'kafkajs/src/protocol/recordBatch/crc32C';

it('gives the check value of the algorithm', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa); // RFC 3720, B.4
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
});

it('is what KafkaJS computes, for every length and part of a buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 40 }), (bytes, skip) => {
      const data = Buffer.from(bytes);
      const start = Math.min(skip, data.length);
      expect(crc32c(data, start)).toBe(theirs(data.subarray(start)));
      expect(crc32c(data, 0, start)).toBe(theirs(data.subarray(0, start)));
    }),
    { numRuns: 500 },
  );
});
