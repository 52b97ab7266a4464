import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { MessageId } from '../../../proof/ledger/entries';
import { Journal, readJournal, visitJournal } from '../../../proof/ledger/journal';
import { LedgerError } from '../../../proof/ledger/ledger-error';
import { fromLine, toLine, type JournalEntry } from '../../../proof/ledger/journal-line';

const wordArbitrary = fc.stringMatching(/^[\w.-]{1,12}$/);
const atArbitrary = fc.integer({ min: 0, max: 2 ** 45 }).map((tenths) => tenths / 10);
const idArbitrary = fc.tuple(wordArbitrary, fc.nat()).map(([key, number]): MessageId => `${key}:${number}`);
const placeArbitrary = fc.record({ partition: fc.nat(9_999), offset: fc.nat() });
const entryArbitrary: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({ kind: fc.constant('attempted' as const), at: atArbitrary, id: idArbitrary }),
  fc
    .tuple(atArbitrary, idArbitrary, placeArbitrary)
    .map(([at, id, place]) => ({ kind: 'acknowledged' as const, at, id, ...place })),
  fc.record({
    kind: fc.constantFrom('unknown' as const, 'refused' as const),
    at: atArbitrary,
    id: idArbitrary,
    code: wordArbitrary,
  }),
  fc
    .tuple(atArbitrary, idArbitrary, placeArbitrary, wordArbitrary)
    .map(([at, id, place, topic]) => ({ kind: 'processed' as const, at, topic, id, ...place })),
  fc.record({ kind: fc.constant('assigned' as const), at: atArbitrary, partitions: fc.nat(9_999) }),
);

const attempted = (number: number): JournalEntry => ({ kind: 'attempted', at: 1, id: `w.1.0:${number}` });
const onError = (error: Error): never => {
  throw error;
};

async function entriesOf(chunks: readonly string[]): Promise<{ entries: JournalEntry[]; torn: number }> {
  const entries: JournalEntry[] = [];
  let torn = 0;
  await visitJournal(chunks, 'a test', { entry: (entry) => entries.push(entry), torn: () => (torn += 1) });
  return { entries, torn };
}

describe('a line', () => {
  it('is read back as what was noted', () => {
    fc.assert(fc.property(entryArbitrary, (entry) => expect(fromLine(toLine(entry).trimEnd())).toEqual(entry)));
  });

  it.each(['a b:1', 'a:b:1', 'a~:1', 'a', 'a:-1', 'a:01', ':1'])(
    'refuses the id "%s", which could be read as another',
    (id) => {
      const entry = { kind: 'attempted' as const, at: 1, id: id as MessageId };
      expect(() => toLine(entry)).toThrow(LedgerError);
    },
  );

  it.each([Number.NaN, Infinity, -1])('refuses the time %p', (at) => {
    expect(() => toLine({ kind: 'attempted', at, id: 'a:1' })).toThrow(LedgerError);
  });
});

describe('a journal that is read', () => {
  it('gives every whole line and counts the one that was cut off, wherever the kill came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entryArbitrary, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.nat(),
        async (all, cut, split) => {
          const text = all.map(toLine).join('');
          const kept = text.slice(0, cut % (text.length + 1));
          const whole = kept.split('\n').length - 1;
          const at = split % (kept.length + 1);
          const { entries, torn } = await entriesOf([kept.slice(0, at), kept.slice(at)]);
          expect(entries).toEqual(all.slice(0, whole));
          expect(torn).toBe(kept.endsWith('\n') || kept === '' ? 0 : 1);
        },
      ),
    );
  });

  it('does not take a broken line in the middle', async () => {
    const broken = entriesOf([`${toLine(attempted(0))}A 1 w.1.0\n${toLine(attempted(1))}`]);
    await expect(broken).rejects.toMatchObject({ code: 'LEDGER_JOURNAL_BROKEN' });
    await expect(broken).rejects.toThrow('line 2 of a test');
  });

  it('passes over the reports that a pod has on the same stdout', async () => {
    const { entries } = await entriesOf([`{"report":"ready"}\n${toLine(attempted(0))}`]);
    expect(entries).toEqual([attempted(0)]);
  });
});

describe('a journal that is written', () => {
  let dir: string;
  let path: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'journal-'));
    path = join(dir, 'w.journal');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('has in its file what was noted when write() returns', () => {
    const journal = Journal.open(path, { onError });
    journal.note(attempted(0));
    journal.note(attempted(1));
    expect(readFileSync(path, 'utf8')).toBe('');
    journal.write();
    expect(readFileSync(path, 'utf8')).toBe(toLine(attempted(0)) + toLine(attempted(1)));
    journal.close();
  });

  it('writes all of a turn of the event loop at once, by itself', async () => {
    const taken: string[] = [];
    const file = { append: (text: string) => void taken.push(text), close: () => undefined };
    const journal = Journal.open(path, { onError, file });
    journal.note(attempted(0));
    journal.note(attempted(1));
    await journal.written();
    expect(taken).toEqual([toLine(attempted(0)) + toLine(attempted(1))]);
    journal.note(attempted(2));
    await journal.written();
    expect(taken).toHaveLength(2);
  });

  it('goes on after a kill in the middle of a line, and the rest of that line passes for none', async () => {
    writeFileSync(path, toLine(attempted(0)));
    // Torn, and yet a whole line to look at: number 1 of what was number 12.
    appendFileSync(path, toLine(attempted(12)).slice(0, -2));
    const journal = Journal.open(path, { onError });
    journal.note(attempted(7));
    journal.close();
    const { writes, torn } = await readJournal(path);
    expect(writes).toEqual([attempted(0), attempted(7)]);
    expect(torn).toBe(1);
  });

  it('tells of a disk that does not take a line', async () => {
    const full = new Error('ENOSPC');
    const file = {
      append: (): never => {
        throw full;
      },
      close: () => undefined,
    };
    const told = new Promise((tell) => Journal.open(path, { onError: tell, file }).note(attempted(0)));
    expect(await told).toBe(full);
  });
});
