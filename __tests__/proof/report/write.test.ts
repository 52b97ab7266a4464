import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSummary, seriesSummary, writeRunReport, writeSeriesReport } from '../../../proof/report';
import { brokenRun, heldRun, inconclusiveRun, sampleSeries } from './samples';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('report files', () => {
  test('are a JSON that gives the result back and a page, in a folder made for them', async () => {
    const run = heldRun({ seed: 7 });
    const files = await writeRunReport(join(folder, 'a', 'b'), run);
    expect(JSON.parse(await readFile(files.json, 'utf8'))).toEqual(run);
    expect(await readFile(files.html, 'utf8')).toMatch(/^<!doctype html>/);
    expect((await readdir(join(folder, 'a', 'b'))).sort()).toEqual(['proof.html', 'proof.json']);
  });

  test('of a series have a page for each run that did not hold', async () => {
    const files = await writeSeriesReport(folder, sampleSeries(), 's');
    expect((await readdir(folder)).sort()).toEqual([
      's-run-18.html',
      's-run-31.html',
      's-run-6.html',
      's.html',
      's.json',
    ]);
    expect(await readFile(files.html, 'utf8')).toContain('<a href="s-run-18.html">');
    expect(await readFile(join(folder, 's-run-18.html'), 'utf8')).toContain('seed 1017');
  });
});

describe('the summary on a terminal', () => {
  test('of a run says the verdict first and ends with how to repeat it', () => {
    const text = runSummary(brokenRun(17));
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('✗ Broken. A promise was broken.');
    expect(text).toContain('  - line client: 37 messages were acknowledged and are not in the topic');
    expect(lines.find((line) => line.trim().startsWith('client'))).toMatch(/37 +2 *$/);
    expect(lines.at(-1)).toBe(`  Again: ${brokenRun(17).command}`);
  });

  test('of a run that never recovered says never', () => {
    expect(runSummary(inconclusiveRun(9))).toMatch(/kill-two .* never/);
  });

  test('of a series names what did not hold', () => {
    const text = seriesSummary(sampleSeries());
    expect(text).toContain('✗ Broken. Of 40 runs, 37 held, 1 broken, 2 inconclusive.');
    expect(text).toContain('run 18 broken');
    expect(text).toContain('SEED=1017');
    expect(text).toMatch(/kill-two +21 /);
    const runs = Array.from({ length: 12 }, (_, seed) => brokenRun(seed));
    expect(seriesSummary({ ...sampleSeries(), runs })).toContain('and 2 more, in the report');
  });

  test('lets nothing from outside steer the terminal', () => {
    const text = runSummary({ ...brokenRun(1), reasons: ['\u001b[2Jgone\r\nnext'], command: 'x\u0007' });
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(text).toContain('[2Jgone next');
  });
});
