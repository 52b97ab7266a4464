import fc from 'fast-check';
import type { MessageId, ReaderEntry, StoredRecord, WriterEntry } from '../../../proof/ledger/entries';
import type { LineHistory } from '../../../proof/ledger/history';
import { keyOf } from '../../../proof/ledger/message';

export const TOPIC = 'ledger.direct';

/** A history that can be tampered with. */
export interface Draft {
  writes: WriterEntry[];
  reads: ReaderEntry[];
  stored: StoredRecord[];
}

export const historyOf = ({ writes, reads, stored }: Draft): LineHistory => ({
  line: 'client',
  topic: TOPIC,
  writes,
  reads,
  stored,
});

export type Fate =
  'acknowledged' | 'unknown-stored' | 'unknown-absent' | 'unanswered-stored' | 'unanswered-absent' | 'refused';
export const fates: readonly Fate[] = [
  'acknowledged',
  'unknown-stored',
  'unknown-absent',
  'unanswered-stored',
  'unanswered-absent',
  'refused',
];

export interface Shape {
  readonly keys: number;
  readonly partitions: number;
  /** In turn of the keys. */
  readonly fates: readonly Fate[];
  /** Which stored messages are processed twice. */
  readonly again: readonly boolean[];
}

const fateArbitrary = fc.oneof(
  { weight: 6, arbitrary: fc.constant('acknowledged') },
  { weight: 1, arbitrary: fc.constantFrom(...fates) },
);

export const shapeArbitrary: fc.Arbitrary<Shape> = fc.record({
  keys: fc.integer({ min: 1, max: 7 }),
  partitions: fc.integer({ min: 1, max: 4 }),
  fates: fc.array(fateArbitrary, { minLength: 30, maxLength: 80 }),
  again: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
});

const MS_EACH = 10;

/** What a platform without a flaw leaves: message i at 10 i ms, answered 3 ms later, processed 2 ms after that. */
export function correct({ keys, partitions, fates: all, again }: Shape): Draft {
  const draft: Draft = { writes: [], reads: [], stored: [] };
  const ends = Array.from({ length: partitions }, () => 0);
  all.forEach((fate, index) => {
    const key = index % keys;
    const id: MessageId = `w.1.${key}:${Math.floor(index / keys)}`;
    const at = index * MS_EACH;
    const partition = key % partitions;
    draft.writes.push({ kind: 'attempted', at, id });
    const answered = at + 3;
    const offset = ends[partition] ?? 0;
    const isStored = fate === 'acknowledged' || fate.endsWith('-stored');
    if (fate === 'acknowledged') draft.writes.push({ kind: fate, at: answered, id, partition, offset });
    else if (fate === 'refused') draft.writes.push({ kind: fate, at: answered, id, code: 'KAFKA_OVERLOADED' });
    else if (fate.startsWith('unknown')) draft.writes.push({ kind: 'unknown', at: answered, id, code: 'X' });
    if (!isStored) return;
    ends[partition] = offset + 1;
    draft.stored.push({ topic: TOPIC, partition, offset, id });
    const read: ReaderEntry = { kind: 'processed', at: answered + 2, topic: TOPIC, partition, offset, id };
    draft.reads.push(read, ...(again[index % again.length] ? [read] : []));
  });
  return draft;
}

/** The order of a partition as a list, so that records can be put in and taken out, and offsets given anew. */
export function reordered(draft: Draft, change: (ids: MessageId[], partition: number) => MessageId[]): Draft {
  const partitions = new Map<number, MessageId[]>();
  for (const { id, partition } of draft.stored) partitions.set(partition, [...(partitions.get(partition) ?? []), id]);
  const stored = [...partitions].flatMap(([partition, ids]) =>
    change(ids, partition).map((id, offset): StoredRecord => ({ topic: TOPIC, partition, offset, id })),
  );
  const place = new Map(stored.map((record) => [record.id, record]));
  const moved = <E extends WriterEntry | ReaderEntry>(entry: E): E => {
    if (entry.kind !== 'acknowledged' && entry.kind !== 'processed') return entry;
    const { partition, offset } = place.get(entry.id) ?? entry;
    return { ...entry, partition, offset };
  };
  return { stored, writes: draft.writes.map(moved), reads: draft.reads.map(moved) };
}

export const sameKey = (one: MessageId, other: MessageId): boolean => keyOf(one) === keyOf(other);
