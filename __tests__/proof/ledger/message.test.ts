import fc from 'fast-check';
import { postEventCodec } from '../../../contracts/events/post';
import { directValue, idReaderOf, keyOf, numberOf, postOf, writerOf } from '../../../proof/ledger/message';
import { newEvent } from '../../../services/producer/event-factory';

describe('an id in a record', () => {
  const id = 'writer-1.mhc3k2x1.14:207' as const;

  it('is taken apart', () => {
    expect([keyOf(id), numberOf(id), writerOf(keyOf(id))]).toEqual(['writer-1.mhc3k2x1.14', 207, 'writer-1.mhc3k2x1']);
  });

  it('is found again in a value of any length', () => {
    fc.assert(
      fc.property(fc.nat(2_000), (bytes) => {
        const value = Buffer.from(directValue(id, bytes));
        expect(value.length).toBe(Math.max(bytes, id.length + 1));
        expect(idReaderOf('ledger.direct')(value)).toBe(id);
      }),
    );
  });

  it('is found again in the event that the producer service makes of what was posted', () => {
    const event = newEvent(postOf(id, 500));
    const value = Buffer.from(postEventCodec.encode(event));
    expect(event.source).toBe(keyOf(id));
    expect(idReaderOf('posts')(value)).toBe(id);
    expect(JSON.stringify(postOf(id, 500))).toHaveLength(500);
  });

  it.each([
    ['ledger.direct', null],
    ['ledger.direct', Buffer.from('')],
    ['ledger.direct', Buffer.from('hello world')],
    ['posts', Buffer.from('{}')],
    ['posts', Buffer.from(postEventCodec.encode(newEvent()))],
  ])('is none in a record of somebody else in %s', (topic, value) => {
    expect(idReaderOf(topic)(value)).toBeUndefined();
  });
});
