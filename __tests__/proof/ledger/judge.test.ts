import fc from 'fast-check';
import type { MessageId, StoredRecord } from '../../../proof/ledger/entries';
import { judgeLine } from '../../../proof/ledger/judge';
import { flawNames, NAMED_IDS, type FlawName, type LineVerdict } from '../../../proof/ledger/verdict';
import { correct, historyOf, reordered, sameKey, shapeArbitrary, TOPIC, type Draft, type Shape } from './history';

const countsOf = (verdict: LineVerdict): Record<FlawName, number> =>
  Object.fromEntries(flawNames.map((name) => [name, verdict[name].count])) as Record<FlawName, number>;
const none: Record<FlawName, number> = countsOf(judgeLine(historyOf({ writes: [], reads: [], stored: [] })));

/** Every n-th of those that may have the flaw, at most k. */
const chosen = <T>(from: readonly T[], k: number): T[] => from.filter((_, index) => index % 3 === 1).slice(0, k);
const acknowledgedOf = ({ writes }: Draft): MessageId[] =>
  writes.flatMap(({ kind, id }) => (kind === 'acknowledged' ? [id] : []));
const refusedOf = ({ writes }: Draft): MessageId[] =>
  writes.flatMap(({ kind, id }) => (kind === 'refused' ? [id] : []));

/** Makes at most k flaws; says which, and of which kind. */
interface Plant {
  readonly flaw: FlawName;
  readonly plant: (draft: Draft, k: number) => { draft: Draft; ids: readonly MessageId[] };
}

const without = (draft: Draft, ids: readonly MessageId[]): Draft => {
  const gone = new Set(ids);
  return {
    writes: draft.writes,
    // Nobody has read what was lost.
    reads: draft.reads.filter((entry) => entry.kind !== 'processed' || !gone.has(entry.id)),
    stored: draft.stored.filter(({ id }) => !gone.has(id)),
  };
};

const appended = (draft: Draft, ids: readonly MessageId[], partitionOf: (id: MessageId) => number): Draft => {
  const stored = [...draft.stored];
  const reads = [...draft.reads];
  for (const id of ids) {
    const partition = partitionOf(id);
    const offset =
      Math.max(-1, ...stored.filter((each) => each.partition === partition).map((each) => each.offset)) + 1;
    stored.push({ topic: TOPIC, partition, offset, id });
    reads.push({ kind: 'processed', at: 5_000, topic: TOPIC, partition, offset, id });
  }
  return { writes: draft.writes, reads, stored };
};
const homeOf = ({ stored }: Draft, wanted: MessageId): number =>
  stored.find(({ id }) => sameKey(id, wanted))?.partition ?? 0;

const plants: Readonly<Record<string, Plant>> = {
  'acknowledged and not in the topic': {
    flaw: 'lost',
    plant: (draft, k) => {
      const ids = chosen(acknowledgedOf(draft), k);
      return { draft: without(draft, ids), ids };
    },
  },
  'acknowledged at an offset where it is not': {
    flaw: 'lost',
    plant: (draft, k) => {
      const ids = chosen(acknowledgedOf(draft), k);
      const wrong = new Set(ids);
      const writes = draft.writes.map((entry) =>
        entry.kind === 'acknowledged' && wrong.has(entry.id) ? { ...entry, offset: entry.offset + 1 } : entry,
      );
      return { draft: { ...draft, writes }, ids };
    },
  },
  'read by the group and gone, acknowledged or not': {
    flaw: 'lost',
    plant: (draft, k) => {
      const ids = chosen(
        draft.stored.map(({ id }) => id),
        k,
      );
      const gone = new Set(ids);
      return { draft: { ...draft, stored: draft.stored.filter(({ id }) => !gone.has(id)) }, ids };
    },
  },
  'never processed': {
    flaw: 'unprocessed',
    plant: (draft, k) => {
      const ids = chosen(
        draft.stored.map(({ id }) => id),
        k,
      );
      const unread = new Set(ids);
      const reads = draft.reads.filter((entry) => entry.kind !== 'processed' || !unread.has(entry.id));
      return { draft: { ...draft, reads }, ids };
    },
  },
  'stored again later': {
    flaw: 'duplicated',
    plant: (draft, k) => {
      const ids = chosen(acknowledgedOf(draft), k);
      return { draft: appended(draft, ids, (id) => homeOf(draft, id)), ids };
    },
  },
  'stored behind the next of its key': {
    flaw: 'misordered',
    plant: (draft, k) => {
      const ids: MessageId[] = [];
      const changed = reordered(draft, (all) => {
        const result = [...all];
        for (let at = 0; at < result.length - 1 && ids.length < k; at += 1) {
          const id = result[at] as MessageId;
          const next = result.findIndex((other, index) => index > at && sameKey(id, other));
          if (next < 0) continue;
          result.splice(at, 1);
          result.splice(next, 0, id);
          ids.push(id);
          at = next;
        }
        return result;
      });
      return { draft: changed, ids };
    },
  },
  'stored in another partition than its key': {
    flaw: 'misordered',
    plant: (draft, k) => {
      // The most part of a key must stay where it was, or the others are in the wrong place.
      const ids = chosen(acknowledgedOf(draft), Math.min(k, 1));
      const far = new Set(ids);
      const few = ids.some((id) => draft.stored.filter((record) => sameKey(record.id, id)).length < 4);
      if (few) return { draft, ids: [] };
      const move = <E extends { readonly id: MessageId; readonly partition: number }>(entry: E): E =>
        far.has(entry.id) ? { ...entry, partition: 99 } : entry;
      return {
        draft: {
          writes: draft.writes.map((entry) => (entry.kind === 'acknowledged' ? move(entry) : entry)),
          reads: draft.reads.map((entry) => (entry.kind === 'processed' ? move(entry) : entry)),
          stored: draft.stored.map(move),
        },
        ids,
      };
    },
  },
  'in the topic and never attempted': {
    flaw: 'neverAttempted',
    plant: (draft, k) => {
      const ids = Array.from({ length: k }, (_, index): MessageId => `stranger.1.0:${index}`);
      return { draft: appended(draft, ids, () => 0), ids };
    },
  },
  'refused and stored in its place': {
    flaw: 'refusedButStored',
    plant: (draft, k) => {
      // Refused of those that are stored: the answer is changed, and the topic is as it was.
      const ids = chosen(acknowledgedOf(draft), k);
      const refused = new Set(ids);
      const writes = draft.writes.map((entry) =>
        entry.kind === 'acknowledged' && refused.has(entry.id)
          ? { kind: 'refused' as const, at: entry.at, id: entry.id, code: 'X' }
          : entry,
      );
      return { draft: { ...draft, writes }, ids };
    },
  },
};

const sorted = (ids: readonly MessageId[]): MessageId[] => [...ids].sort();

describe('the judge', () => {
  it('finds nothing in a history without a flaw, whatever clients were not told', () => {
    fc.assert(
      fc.property(shapeArbitrary, (shape) => {
        expect(countsOf(judgeLine(historyOf(correct(shape))))).toEqual(none);
      }),
    );
  });

  it('counts what became of each', () => {
    fc.assert(
      fc.property(shapeArbitrary, (shape) => {
        const draft = correct(shape);
        const of = (...names: string[]): number => shape.fates.filter((fate) => names.includes(fate)).length;
        const verdict = judgeLine(historyOf(draft));
        expect(verdict).toMatchObject({
          attempted: shape.fates.length,
          acknowledged: of('acknowledged'),
          refused: of('refused'),
          unanswered: of('unanswered-stored', 'unanswered-absent'),
          unknown: of('unanswered-stored', 'unanswered-absent', 'unknown-stored', 'unknown-absent'),
          unknownStored: of('unanswered-stored', 'unknown-stored'),
          unknownAbsent: of('unanswered-absent', 'unknown-absent'),
          stored: draft.stored.length,
          processed: draft.stored.length,
          redelivered: draft.reads.length - draft.stored.length,
        });
      }),
    );
  });

  it.each(Object.entries(plants))('finds exactly what was planted: %s', (_, { flaw, plant }) => {
    let planted = 0;
    fc.assert(
      fc.property(shapeArbitrary, fc.integer({ min: 1, max: NAMED_IDS }), (shape, k) => {
        const { draft, ids } = plant(correct(shape), k);
        const verdict = judgeLine(historyOf(draft));
        expect(countsOf(verdict)).toEqual({ ...none, [flaw]: ids.length });
        expect(sorted(verdict[flaw].ids)).toEqual(sorted(ids));
        planted += ids.length;
      }),
    );
    expect(planted).toBeGreaterThan(20);
  });

  it('names the first of many and counts all', () => {
    const shape: Shape = {
      keys: 2,
      partitions: 1,
      fates: Array<'acknowledged'>(100).fill('acknowledged'),
      again: [false],
    };
    const { lost } = judgeLine(historyOf({ ...correct(shape), stored: [], reads: [] }));
    expect(lost.count).toBe(100);
    expect(lost.ids).toHaveLength(NAMED_IDS);
  });

  it('looks at its own topic only', () => {
    const draft = correct({ keys: 1, partitions: 1, fates: ['acknowledged'], again: [false] });
    const elsewhere = (record: StoredRecord): StoredRecord => ({ ...record, topic: 'ledger.copied' });
    const verdict = judgeLine(historyOf({ ...draft, stored: draft.stored.map(elsewhere) }));
    expect(countsOf(verdict)).toEqual({ ...none, lost: 1 });
  });

  it('does not hold places of one topic against another', () => {
    const draft = correct({ keys: 1, partitions: 1, fates: ['acknowledged', 'acknowledged'], again: [false] });
    const later = { ...draft, stored: draft.stored.map((record) => ({ ...record, offset: record.offset * 2 + 5 })) };
    expect(judgeLine(historyOf(later)).lost.count).toBe(2);
    expect(judgeLine({ ...historyOf(later), placesAreOfTopic: false }).lost.count).toBe(0);
  });

  it('takes a record that the scan saw twice for one', () => {
    const draft = correct({ keys: 1, partitions: 1, fates: ['acknowledged'], again: [false] });
    const verdict = judgeLine(historyOf({ ...draft, stored: [...draft.stored, ...draft.stored] }));
    expect(verdict).toMatchObject({ stored: 1, duplicated: { count: 0 } });
  });

  it('does not take what a refused message left for refused when nothing is there', () => {
    const draft = correct({ keys: 1, partitions: 1, fates: ['refused', 'acknowledged'], again: [false] });
    expect(refusedOf(draft)).toHaveLength(1);
    expect(judgeLine(historyOf(draft)).refusedButStored.count).toBe(0);
  });
});

describe('journals that contradict themselves', () => {
  const draft = correct({
    keys: 1,
    partitions: 1,
    fates: ['acknowledged', 'acknowledged', 'acknowledged'],
    again: [false],
  });

  it.each([
    ['LEDGER_NUMBER_REUSED', [...draft.writes, draft.writes[0]!]],
    ['LEDGER_ANSWERED_TWICE', [...draft.writes, draft.writes[1]!]],
    ['LEDGER_ANSWER_UNATTEMPTED', draft.writes.slice(1)],
    ['LEDGER_NUMBER_MISSING', draft.writes.slice(2)],
  ])('give no verdict: %s', (code, writes) => {
    let thrown: unknown;
    try {
      judgeLine(historyOf({ ...draft, writes }));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'LedgerError', code });
  });
});
