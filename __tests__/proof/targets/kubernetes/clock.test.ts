import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fromLine, toLine } from '../../../../proof/ledger/journal-line';
import { clockDifference, inOurTime, lineInOurTime } from '../../../../proof/targets/kubernetes/clock';

describe("the difference to the pod's clock", () => {
  it('is measured by the question that was answered fastest', async () => {
    let now = 1_000;
    // Slow ones are answered late on one way only, and so are wrong.
    const tooks = [200, 4, 90];
    let asked = 0;
    const ask = (): Promise<number> => {
      const took = tooks[asked] ?? 0;
      asked += 1;
      const theirs = now + 5_000 + (took === 4 ? 2 : 0);
      now += took;
      return Promise.resolve(theirs);
    };
    await expect(clockDifference(ask, () => now, 3)).resolves.toEqual({ aheadMs: 5_000, withinMs: 2 });
  });

  it('is taken out of every entry, and of nothing else in a line', () => {
    const entry = {
      kind: 'processed',
      at: 1_700_000_005_000.5,
      topic: 'ledger.direct',
      partition: 3,
      offset: 17,
      id: 'w.1:4',
    } as const;
    const line = lineInOurTime(toLine(entry).trimEnd(), { aheadMs: 5_000, withinMs: 1 });
    expect(fromLine(line)).toEqual({ ...entry, at: 1_700_000_000_000.5 });
    expect(lineInOurTime('A 17000~', { aheadMs: 5_000, withinMs: 1 })).toBe('A 17000~');
  });

  const journal = 'A 1000.5 w.1:0\nK 1001 w.1:0 2 9\nA 1002 w.1';
  const through = (aheadMs: number, chunk: number): Promise<string> => {
    const chunks = Array.from({ length: Math.ceil(journal.length / chunk) }, (_, index) =>
      Buffer.from(journal.slice(index * chunk, (index + 1) * chunk)),
    );
    return text(Readable.from(chunks).pipe(inOurTime({ aheadMs, withinMs: 3 })()));
  };

  it.each([1, 7, 1_000])(
    'is taken out of a journal that comes in pieces of %d, whose torn end stays torn',
    async (chunk) => {
      await expect(through(900, chunk)).resolves.toBe('A 100.5 w.1:0\nK 101 w.1:0 2 9\nA 1002 w.1');
    },
  );

  it('that is no more than the measurement may be wrong changes nothing', async () => {
    await expect(through(-3, 7)).resolves.toBe(journal);
  });
});
