import { line, rect, svg, text } from '../../../local/capacity/svg';
import { figures, type FigureName } from '../figures';
import type { BenchResult, CaseResult, SuiteResult } from '../result';
import { medianOf } from '../statistics';

/** `docs/benchmark.svg`: bars for the figures that the suites are about. Widths and heights in pixels. */

const width = 960;
const margin = 32;
const bars = { from: 300, long: 480 } as const;
const row = 20;

/** What of each suite is drawn; of a case only those it has. */
const drawn: Readonly<Record<string, readonly FigureName[]>> = {
  singles: ['p99Ms'],
  batches: ['recordsPerSecond', 'cpuSecondsPerMillion'],
  http: ['recordsPerSecond', 'p99Ms'],
  services: ['recordsPerSecond'],
  path: ['processedP99Ms', 'p99Ms', 'recordsPerSecond'],
  scaling: ['recordsPerSecond', 'p99Ms'],
  profiles: ['recordsPerSecond', 'p99Ms'],
};

interface Panel {
  readonly parts: readonly string[];
  readonly bottom: number;
}

/** The first of the suite's figures that says something of this case: at a fixed rate the rate itself says nothing. */
export function figureOf(suite: string, result: CaseResult): FigureName | undefined {
  const paced = result.contenders.some(({ rounds }) => rounds.some(({ queueEnd }) => queueEnd !== undefined));
  const wanted = (drawn[suite] ?? []).filter((name) => !paced || name !== 'recordsPerSecond');
  return wanted.find((name) => result.contenders.some(({ rounds }) => medianOf(rounds, name) !== undefined));
}

const shown = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value >= 100 ? 0 : digits });

function casePanel(suite: string, result: CaseResult, top: number): Panel {
  const figure = figureOf(suite, result);
  if (figure === undefined) return { parts: [], bottom: top };
  const values = result.contenders.flatMap(({ name, rounds }) => {
    const value = medianOf(rounds, figure);
    return value === undefined ? [] : [{ name, value }];
  });
  const most = Math.max(...values.map(({ value }) => value));
  const ours = new Set(result.pairs.map((pair) => pair.ours));
  const { title, digits, better } = figures[figure];
  const rows = values.flatMap(({ name, value }, index) => {
    const y = top + 12 + index * row;
    const length = most === 0 ? 0 : (value / most) * bars.long;
    return [
      text(bars.from - 10, y + 11, name, ours.has(name) ? 'bold' : '', 'end'),
      rect(bars.from, y, length, 14, ours.has(name) ? 'lost' : 'up'),
      text(bars.from + length + 8, y + 11, shown(value, digits), 'bold'),
    ];
  });
  const bottom = top + 12 + values.length * row;
  const head = `${result.title}: ${title}, ${better} is better`;
  return {
    parts: [text(margin, top, head, 'soft'), ...rows, line(bars.from, top + 8, bars.from, bottom, 'rule')],
    bottom: bottom + 26,
  };
}

function suitePanel({ suite, title, cases }: SuiteResult, top: number): Panel {
  const parts = [text(margin, top, title, 'head')];
  let y = top + 24;
  for (const result of cases) {
    const panel = casePanel(suite, result, y);
    parts.push(...panel.parts);
    y = panel.bottom;
  }
  return { parts, bottom: y + 16 };
}

export function renderChart({ suites, machine, versions }: BenchResult): string {
  const parts = [text(margin, 44, 'Millrace benchmark', 'title')];
  const on = [...new Set(suites.map(({ startedAt }) => startedAt.slice(0, 10)))].join(', ');
  parts.push(
    text(
      margin,
      66,
      `${on}; ${machine.cores} cores of ${machine.processor}; Kafka ${versions['Kafka'] ?? '?'}`,
      'soft',
    ),
  );
  let y = 106;
  for (const suite of suites) {
    const panel = suitePanel(suite, y);
    parts.push(...panel.parts);
    y = panel.bottom;
  }
  return svg(width, y, 'Bars of the main figures of the benchmark', parts);
}
