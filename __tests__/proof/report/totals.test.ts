import { faultDistributions, seriesVerdict, totalsOf, worstFirst } from '../../../proof/report/totals';
import { runHeadline, seriesHeadline, summarySentence } from '../../../proof/report/words';
import type { ProofResult, ProofSeries } from '../../../proof/result';
import { brokenRun, heldRun, inconclusiveRun, sampleSeries } from './samples';

const seriesOf = (...runs: ProofResult[]): ProofSeries => ({ ...sampleSeries(), runs });
const lineOf = (run: ProofResult, name: string): ProofResult['lines'][number] =>
  run.lines.find(({ line }) => line === name)!;

describe('what the report adds up', () => {
  test('counts the transactional line’s messages once: they are the client line’s', () => {
    const run = heldRun({ seed: 1 });
    const expected = lineOf(run, 'client').acknowledged + lineOf(run, 'http').acknowledged;
    expect(totalsOf([run]).acknowledged).toBe(expected);
    const alone = { ...run, lines: [lineOf(run, 'transactional')] };
    expect(totalsOf([alone]).acknowledged).toBe(lineOf(run, 'transactional').acknowledged);
  });

  test('keeps flaws apart by line', () => {
    const { flaws } = totalsOf([brokenRun(1), brokenRun(2)]);
    expect(flaws.lost).toEqual([
      { line: 'client', count: 74 },
      { line: 'transactional', count: 74 },
    ]);
    expect(flaws.duplicated).toEqual([]);
  });

  test('calls a series broken, then inconclusive, then held; and no run inconclusive', () => {
    const [held, broken, open] = [heldRun({ seed: 1 }), brokenRun(1), inconclusiveRun(1)];
    expect(seriesVerdict(seriesOf(held, open, broken))).toBe('broken');
    expect(seriesVerdict(seriesOf(held, open))).toBe('inconclusive');
    expect(seriesVerdict(seriesOf(held, held))).toBe('held');
    expect(seriesVerdict(seriesOf())).toBe('inconclusive');
    expect(seriesHeadline(seriesOf()).title).toBe('Inconclusive. There was no run.');
  });

  test('puts the worst runs first, with the numbers they were run under', () => {
    const order = worstFirst(sampleSeries());
    expect(order.slice(0, 3).map(({ number }) => number)).toEqual([18, 6, 31]);
    const stalls = order.slice(3).map(({ totals }) => totals.longestWriteStallMs);
    expect(stalls).toEqual([...stalls].sort((one, other) => other - one));
    expect(order).toHaveLength(40);
  });

  test('gives median and worst of each fault, never included', () => {
    const run = heldRun({ seed: 1 });
    const first = run.faults[0]!;
    const fault = (writeStallMs: number, writable: number, wholeMs: number): typeof first => ({
      ...first,
      name: 'x',
      fromMs: 1_000,
      healedMs: 5_000,
      writeStallMs,
      writableMs: 1_000 + writable,
      wholeMs,
    });
    const faults = [fault(100, 300, 6_000), fault(900, 100, Infinity), fault(200, 200, 8_000)];
    const [found] = faultDistributions(seriesOf({ ...run, faults }));
    expect(found).toMatchObject({
      met: 3,
      writeStall: { median: 200, worst: 900 },
      writable: { median: 200, worst: 300 },
      whole: { median: 3_000, worst: Infinity },
    });
  });
});

describe('the sentence', () => {
  test('says what a manager asks', () => {
    const { title, sentence } = runHeadline(heldRun({ seed: 7 }));
    expect(title).toBe('Held. No promise was broken.');
    expect(sentence).toMatch(
      /^4 faults in [\d.]+ s: [\d]{2},[\d]{3} messages acknowledged, none lost, none twice, order kept, none left unprocessed; longest stall of writes [\d.]+ s, of reads [\d.]+ s\.$/,
    );
  });

  test('is made of the counts, also where the verdict says otherwise', () => {
    const { sentence } = runHeadline({ ...brokenRun(17), verdict: 'held' });
    expect(sentence).toContain(
      '37 lost on line client and 37 on line transactional, none twice, 2 out of order on line client',
    );
  });

  test('does not praise a run in which nothing was acknowledged', () => {
    const run = heldRun({ seed: 7 });
    const lines = run.lines.map((line) => ({ ...line, acknowledged: 0 }));
    const sentence = summarySentence(totalsOf([{ ...run, lines }]));
    expect(sentence).toMatch(/^No message was acknowledged/);
    expect(sentence).not.toMatch(/none lost|order kept/);
  });

  test('does not say that nothing was sent when nobody could look at what is stored', () => {
    const sentence = summarySentence(totalsOf([{ ...heldRun({ seed: 7 }), lines: [] }]));
    expect(sentence).toMatch(/^No message was counted/);
    expect(sentence).not.toMatch(/nothing to lose|none lost/);
  });

  test('tells rare flaws only where they are', () => {
    const run = heldRun({ seed: 7 });
    expect(summarySentence(totalsOf([run]))).not.toContain('nobody wrote');
    const [client, ...rest] = run.lines;
    const lines = [{ ...client!, neverAttempted: { count: 1_200, ids: [] } }, ...rest];
    expect(summarySentence(totalsOf([{ ...run, lines }]))).toContain('1,200 stored that nobody wrote on line client');
  });
});
