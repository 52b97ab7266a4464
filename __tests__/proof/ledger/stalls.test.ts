import type { MessageId, ReaderEntry, StoredRecord, WriterEntry } from '../../../proof/ledger/entries';
import type { LineHistory } from '../../../proof/ledger/history';
import { examineLine, judgeLine } from '../../../proof/ledger/judge';
import { longestStall } from '../../../proof/ledger/stalls';
import { TOPIC } from './history';

interface Told {
  readonly key: number;
  readonly at: number;
  /** @default - no answer */
  readonly answered?: number;
  /** @default 'acknowledged' */
  readonly kind?: 'acknowledged' | 'refused' | 'unknown';
  readonly writer?: string;
}

/** Key n is in partition n. */
function historyOf(messages: readonly Told[], more: Partial<LineHistory> = {}): LineHistory {
  const next = new Map<string, number>();
  const writes = messages.flatMap(({ key, at, answered, kind = 'acknowledged', writer = 'w.1' }): WriterEntry[] => {
    const name = `${writer}.${key}`;
    const number = next.get(name) ?? 0;
    next.set(name, number + 1);
    const id: MessageId = `${name}:${number}`;
    const attempted = { kind: 'attempted' as const, at, id };
    if (answered === undefined) return [attempted];
    if (kind === 'acknowledged') return [attempted, { kind, at: answered, id, partition: key, offset: number }];
    return [attempted, { kind, at: answered, id, code: 'X' }];
  });
  return { line: 'client', topic: TOPIC, writes, reads: [], stored: [], ...more };
}

const longest = (messages: readonly Told[], more: Partial<LineHistory> = {}): number =>
  judgeLine(historyOf(messages, more)).longestWriteStallMs;

/** One of a key every 10 ms, answered 5 ms later. */
const steady = (key: number, from: number, to: number, writer = 'w.1'): Told[] =>
  Array.from({ length: (to - from) / 10 }, (_, index) => ({
    key,
    at: from + index * 10,
    answered: from + index * 10 + 5,
    writer,
  }));

describe('a write stall', () => {
  it('is the time from the first that waits to the next acknowledgement', () => {
    expect(longest([...steady(0, 0, 100), { key: 0, at: 100, answered: 1_100 }, ...steady(0, 1_100, 1_200)])).toBe(
      1_000,
    );
  });

  it('is none when nobody has anything to wait for', () => {
    expect(longest([...steady(0, 0, 100), ...steady(0, 5_000, 5_100)])).toBe(0);
  });

  it('of one partition does not hide behind the others', () => {
    expect(longest([...steady(0, 0, 3_000), { key: 1, at: 0, answered: 5 }, { key: 1, at: 10, answered: 2_510 }])).toBe(
      2_500,
    );
  });

  it('does not hide behind refusals', () => {
    const refused = Array.from({ length: 100 }, (_, index) => ({
      key: 0,
      at: 100 + index * 10,
      answered: 101 + index * 10,
      kind: 'refused' as const,
    }));
    expect(longest([...steady(0, 0, 100), ...refused, { key: 0, at: 1_100, answered: 1_105 }])).toBe(1_005);
  });

  it('does not hide behind unknown outcomes', () => {
    const messages: Told[] = [
      { key: 0, at: 0, answered: 5 },
      { key: 0, at: 10, answered: 800, kind: 'unknown' },
      { key: 0, at: 900, answered: 1_010 },
    ];
    expect(longest(messages)).toBe(1_000);
  });

  it('goes to the end when no acknowledgement comes any more', () => {
    expect(
      longest([
        { key: 0, at: 0, answered: 5 },
        { key: 0, at: 10, answered: 700, kind: 'unknown' },
      ]),
    ).toBe(690);
  });

  it('ends with a writer that was killed, when the driver says it was', () => {
    const messages: Told[] = [...steady(0, 0, 100), { key: 0, at: 100 }, ...steady(0, 9_000, 9_100, 'w.2')];
    const writerEnds = [
      { name: 'w', at: 400 },
      { name: 'w', at: 9_200 },
    ];
    expect(longest(messages, { writerEnds })).toBe(300);
    // Nobody says so: it ended at its last entry.
    expect(longest(messages)).toBe(0);
  });

  it('does not end with one writer while another one waits', () => {
    const other: Told[] = [
      { key: 0, at: 0, answered: 5, writer: 'v.1' },
      { key: 0, at: 90, answered: 2_090, writer: 'v.1' },
    ];
    expect(longest([...other, { key: 0, at: 100 }], { writerEnds: [{ name: 'w', at: 400 }] })).toBe(2_000);
  });

  it('does not end with one writer while another one is refused', () => {
    const other: Told[] = [
      { key: 0, at: 0, answered: 5, writer: 'v.1' },
      { key: 0, at: 90, answered: 95, kind: 'refused', writer: 'v.1' },
      { key: 0, at: 2_000, answered: 2_090, writer: 'v.1' },
    ];
    expect(longest([...other, { key: 0, at: 100 }], { writerEnds: [{ name: 'w', at: 400 }] })).toBe(2_000);
  });

  it('is told of the time of a fault', () => {
    const { writeStalls } = examineLine(
      historyOf([
        { key: 0, at: 0, answered: 100 },
        { key: 0, at: 1_000, answered: 1_300 },
      ]),
    );
    expect(longestStall(writeStalls, { fromMs: 0, toMs: 500 })).toBe(100);
    expect(longestStall(writeStalls, { fromMs: 1_200, toMs: 1_250 })).toBe(300);
    expect(longestStall(writeStalls, { fromMs: 400, toMs: 500 })).toBe(0);
  });
});

describe('a read stall', () => {
  const messages: readonly Told[] = [
    { key: 0, at: 0, answered: 10 },
    { key: 1, at: 0, answered: 10 },
    { key: 0, at: 100, answered: 110 },
  ];
  const stored: StoredRecord[] = [
    { topic: TOPIC, partition: 0, offset: 0, id: 'w.1.0:0' },
    { topic: TOPIC, partition: 1, offset: 0, id: 'w.1.1:0' },
    { topic: TOPIC, partition: 0, offset: 1, id: 'w.1.0:1' },
  ];
  const read = (index: number, at: number): ReaderEntry => ({ kind: 'processed', at, ...stored[index]! });
  const longestRead = (reads: readonly ReaderEntry[]): number =>
    judgeLine(historyOf(messages, { reads, stored })).longestReadStallMs;

  it('is the time with something to read and nothing read', () => {
    expect(longestRead([read(0, 20), read(1, 20), read(2, 910)])).toBe(800);
  });

  it('of one partition does not hide behind the others', () => {
    expect(longestRead([read(0, 20), read(2, 120), read(1, 2_010)])).toBe(2_000);
  });

  it('does not hide behind the same records read again and again', () => {
    const again = Array.from({ length: 50 }, (_, index) => read(0, 130 + index * 10));
    expect(longestRead([read(0, 20), read(1, 20), ...again, read(2, 710)])).toBe(600);
  });

  it('is none when readers are faster than acknowledgements', () => {
    expect(longestRead([read(0, 5), read(1, 5), read(2, 105)])).toBe(0);
  });
});
