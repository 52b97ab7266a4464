import { sizeOf } from '../../../../services/shared/kafka/record-size';

it('charges a key the bytes that it takes, whether text or bytes', () => {
  const bytes = sizeOf({ key: Buffer.from('größe'), value: 'é' });
  expect(sizeOf({ key: 'größe', value: Buffer.from('é') })).toBe(bytes);
  expect(bytes - sizeOf({ key: null, value: null })).toBe(7 + 2);
});

it('charges each value of a header by itself, with its name', () => {
  const one = sizeOf({ key: null, value: null, headers: { trace: 'a' } });
  const two = sizeOf({ key: null, value: null, headers: { trace: ['a', Buffer.from('b')] } });
  const none = sizeOf({ key: null, value: null });
  expect(two - none).toBe(2 * (one - none));
});
