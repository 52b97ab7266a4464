import { leftOutWords } from '../../../proof/left-out';
import { renderRunPage, renderSeriesPage, runSummary, seriesSummary } from '../../../proof/report';
import { heldRun, sampleSeries } from './samples';

const leftOut = [
  { name: 'cut-off', reason: 'it takes root' },
  { name: 'lose-machine', reason: 'one <machine>' },
  { name: 'cut-in', reason: 'it takes root' },
];
const words = 'Left out: cut-off, cut-in (it takes root); lose-machine (one <machine>)';
const page = `<p class="note">${words.replace('<machine>', '&lt;machine&gt;')}.</p>`;
const run = { ...heldRun({ seed: 1 }), leftOut };

describe('faults that were left out', () => {
  test('are named with their reasons, each reason once', () => {
    expect(leftOutWords(leftOut)).toEqual(['cut-off, cut-in (it takes root)', 'lose-machine (one <machine>)']);
  });

  test('are on the terminal and on the page of a run', () => {
    expect(runSummary(run).split('\n')).toContain(`  ${words}`);
    expect(renderRunPage(run)).toContain(page);
  });

  test('are once in what is said of a series', () => {
    const series = { ...sampleSeries(), runs: [run, run, heldRun({ seed: 2 })] };
    expect(
      seriesSummary(series)
        .split('\n')
        .filter((line) => line === `  ${words}`),
    ).toHaveLength(1);
    expect(renderSeriesPage(series).split(page)).toHaveLength(2);
  });

  test('are not spoken of where there are none', () => {
    const whole = { ...heldRun({ seed: 1 }), leftOut: [] };
    expect([runSummary(whole), renderRunPage(whole), seriesSummary(sampleSeries())].join()).not.toContain('Left out');
  });

  test('steer no terminal', () => {
    const text = runSummary({ ...run, leftOut: [{ name: 'cut-off', reason: '\u001b[2Jgone' }] });
    expect(text).not.toContain('\u001b');
  });
});
