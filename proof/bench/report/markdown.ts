import type { BenchResult, CaseResult, LeftOut, SuiteResult } from '../result';
import { contenderTable, ratioTable, type Table } from './table';

/** `docs/benchmark.md`, made of a result file. */

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** As prettier would lay it out, so that the formatter has nothing to say about a generated file. */
function markdownTable({ header, rows }: Table): string {
  const all = [header, ...rows].map((row) => row.map(cell));
  const widths = header.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)));
  const lineOf = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [first = [], ...rest] = all;
  return [lineOf(first), rule, ...rest.map(lineOf)].join('\n');
}

/** Each reason once, with all whom it kept out. */
function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const names = leftOut.filter((each) => each.reason === reason).map(({ name }) => name);
    return `Left out: ${names.join(', ')} (${reason}).`;
  });
}

function caseSection(result: CaseResult): string[] {
  const ratios = ratioTable(result);
  return [
    `### ${result.title}`,
    ...(ratios === undefined ? [] : [markdownTable(ratios)]),
    markdownTable(contenderTable(result)),
    ...leftOutLines(result.leftOut),
  ];
}

const minutes = (ms: number): string => `${Math.max(1, Math.round(ms / 60_000))} min`;

function suiteSection({ title, notes, cases, startedAt, durationMs, command }: SuiteResult): string[] {
  const rounds = Math.max(0, ...cases.flatMap(({ contenders }) => contenders.map(({ rounds: each }) => each.length)));
  return [
    `## ${title}`,
    ...notes,
    `\`${command}\`, ${startedAt.slice(0, 10)}, ${rounds} ${rounds === 1 ? 'round' : 'interleaved rounds'}, ${minutes(durationMs)}.`,
    ...cases.flatMap(caseSection),
  ];
}

function machineLine({ machine, versions }: BenchResult): string {
  const { processor, cores, memoryGibibytes, system } = machine;
  const with_ = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} cores of ${processor}, ${memoryGibibytes} GiB, ${system}. ${with_.join(', ')}.`;
}

export interface MarkdownOptions {
  /** The result file, as the document names it. */
  readonly source: string;
  /** The chart, as the document links to it. */
  readonly chart: string;
}

export function renderMarkdown(result: BenchResult, { source, chart }: MarkdownOptions): string {
  const parts = [
    `<!-- Written by \`node --import tsx proof/bench/main.ts render ${source}\`: changes here are lost. -->`,
    '# Benchmark',
    'Brokers, contenders and the load on them share one machine, so absolute figures say more of the machine than of the contenders. What counts are the ratios: in each round every contender runs once, one after the other, a ratio is taken within its round, and the median of the rounds is shown with the smallest and the largest.',
    machineLine(result),
    `![The main figures as bars](${chart})`,
    ...result.suites.flatMap(suiteSection),
  ];
  return `${parts.join('\n\n')}\n`;
}
