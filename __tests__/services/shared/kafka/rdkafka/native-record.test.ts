import { toIncomingRecord, toNativeRecord } from '../../../../../services/shared/kafka/rdkafka/native-record';

test('gives each header an object of its own, for the binding reads one member of each', () => {
  const headers = { trace: 'a', twice: ['b', Buffer.from('c')] };
  expect(toNativeRecord({ topic: 't', key: 'k', value: 'v', headers }, 7)).toEqual({
    topic: 't',
    partition: null,
    key: 'k',
    value: Buffer.from('v'),
    headers: [{ trace: 'a' }, { twice: 'b' }, { twice: Buffer.from('c') }],
    opaque: 7,
  });
});

test('keeps a record without key, value and headers as it is, in the partition that was asked for', () => {
  const record = toNativeRecord({ topic: 't', key: null, value: null, partition: 0 }, undefined);
  expect(record).toEqual({ topic: 't', partition: 0, key: null, value: null, opaque: undefined });
});

test('reads headers as text, of a name that comes twice the last, and passes on all as they were', () => {
  const [b, c] = [Buffer.from('b'), Buffer.from('c')];
  const headers = [{ trace: b }, { twice: b }, { twice: c }, { empty: Buffer.alloc(0) }];
  const message = { topic: 't', partition: 2, offset: 5, key: null, value: null, timestamp: 9, headers };
  expect(toIncomingRecord(message)).toEqual({
    topic: 't',
    partition: 2,
    offset: 5n,
    key: null,
    value: null,
    headers: { trace: 'b', twice: 'c', empty: '' },
    rawHeaders: { trace: b, twice: [b, c], empty: Buffer.alloc(0) },
    timestamp: 9,
  });
});
