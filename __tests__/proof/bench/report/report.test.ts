import { BenchError } from '../../../../proof/bench/bench-error';
import type { BenchResult, CaseResult } from '../../../../proof/bench/result';
import { parseResult, withSuite } from '../../../../proof/bench/result-file';
import { figureOf, renderChart } from '../../../../proof/bench/report/chart';
import { renderMarkdown } from '../../../../proof/bench/report/markdown';
import { contenderTable, ratioTable } from '../../../../proof/bench/report/table';

const batches: CaseResult = {
  title: 'Batches',
  contenders: [
    { name: 'our client', rounds: [{ recordsPerSecond: 48_000, cpuSecondsPerMillion: 16.14 }] },
    { name: 'node-rdkafka', rounds: [{ recordsPerSecond: 60_000, cpuSecondsPerMillion: 11.9, failed: 0 }] },
  ],
  pairs: [{ ours: 'our client', theirs: 'node-rdkafka' }],
  leftOut: [{ name: 'Confluent | other', reason: 'not installed' }],
};

const singles: CaseResult = {
  title: '500/s',
  contenders: [{ name: 'our client', rounds: [{ recordsPerSecond: 500, p99Ms: 4.2, queueEnd: 2, failed: 1 }] }],
  pairs: [],
  leftOut: [],
};

const suite = {
  suite: 'batches',
  title: 'Batches, five at once',
  notes: ['How.'],
  cases: [batches, singles],
  startedAt: '2026-11-21T10:00:00.000Z',
  durationMs: 125_000,
  command: 'tsx proof/bench/main.ts batches',
};

const result: BenchResult = {
  format: 'millrace-bench-1',
  machine: { processor: 'A <fast> one', cores: 2, memoryGibibytes: 23, system: 'Linux 6' },
  versions: { Kafka: '4.3.1', Node: '20.20.2' },
  suites: [suite],
};

describe('tables', () => {
  it('have a column for each figure that anybody has, and none for failures when there are none', () => {
    expect(contenderTable(batches)).toEqual({
      header: ['contender (median)', 'records/s', 'CPU s / million'],
      rows: [
        ['our client', '48,000', '16.1'],
        ['node-rdkafka', '60,000', '11.9'],
      ],
    });
    expect(contenderTable(singles).header).toContain('failed');
  });

  it('show ratios with their range, and none where nothing is compared', () => {
    expect(ratioTable(batches)?.rows).toEqual([['our client / node-rdkafka', '0.80 (0.80–0.80)', '1.36 (1.36–1.36)']]);
    expect(ratioTable(singles)).toBeUndefined();
  });
});

describe('renderMarkdown', () => {
  const text = renderMarkdown(result, { source: 'docs/benchmark.json', chart: 'benchmark.svg' });

  it('says what wrote it, when, how, on what and with which versions', () => {
    expect(text).toContain('<!-- Written by `node --import tsx proof/bench/main.ts render docs/benchmark.json`');
    expect(text).toContain('`tsx proof/bench/main.ts batches`, 2026-11-21, 1 round, 2 min.');
    expect(text).toContain('2 cores of A <fast> one, 23 GiB, Linux 6. Kafka 4.3.1, Node 20.20.2.');
    expect(text).toContain('](benchmark.svg)');
  });

  it('lays out tables whose columns line up, and names whom it left out', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| our client  ') || line.startsWith('| node-'));
    expect(rows[0]).toBe('| our client         | 48,000    | 16.1            |');
    expect(rows[1]?.length).toBe(rows[0]?.length);
    expect(text).toContain('Left out: Confluent | other (not installed).');
  });
});

describe('renderChart', () => {
  it('draws bars in proportion, ours told apart, and escapes names', () => {
    const chart = renderChart(result);
    expect(chart).toContain('A &lt;fast&gt; one');
    const widths = [...chart.matchAll(/<rect x="300" [^>]*width="([\d.]+)"[^>]*class="(\w+)"/g)].map(
      ([, width, kind]) => [Number(width), kind],
    );
    expect(widths).toContainEqual([480, 'up']);
    expect(widths).toContainEqual([384, 'lost']);
  });

  it('draws latency and not the rate where the rate was given', () => {
    const scaling = { ...singles, contenders: singles.contenders };
    expect(figureOf('scaling', scaling)).toBe('p99Ms');
    expect(figureOf('scaling', batches)).toBe('recordsPerSecond');
    expect(figureOf('singles', batches)).toBeUndefined();
  });
});

describe('result files', () => {
  it('are read back as they were written', () => {
    expect(parseResult(JSON.stringify(result), 'a.json')).toEqual(result);
  });

  it('rejects what is none, naming the file', () => {
    expect(() => parseResult('{', 'a.json')).toThrow(BenchError);
    expect(() => parseResult(JSON.stringify({ ...result, format: 'other' }), 'a.json')).toThrow('a.json');
  });

  it('give a suite that was measured again its old place', () => {
    const two = withSuite(result, { ...suite, suite: 'http' });
    const again = withSuite(two, { ...suite, command: 'again' });
    expect(again.suites.map(({ suite: name, command }) => [name, command])).toEqual([
      ['batches', 'again'],
      ['http', suite.command],
    ]);
  });
});
