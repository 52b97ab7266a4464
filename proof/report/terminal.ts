import { colors } from '../../local/platform/colors';
import { renderTable } from '../../local/platform/table';
import { leftOutWords } from '../left-out';
import { flawNames } from '../ledger/verdict';
import type { ProofResult, ProofSeries, Verdict } from '../result';
import { count, duration } from './figures';
import { faultDistributions, lasted, untilWhole, untilWritable, worstFirst } from './totals';
import { flawWords, runHeadline, seriesHeadline, type Headline } from './words';

const paint: Readonly<Record<Verdict, (text: string) => string>> = {
  held: colors.green,
  broken: colors.red,
  inconclusive: colors.yellow,
};

// Names and reasons may hold what a broker or a client said: nothing in them may steer the terminal.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');

const heading = ({ verdict, sign, title, sentence, reasons }: Headline): string[] => [
  colors.bold(paint[verdict](`${sign} ${title}`)),
  `  ${sentence}`,
  ...reasons.map((reason) => `  - ${plain(reason)}`),
  '',
];

function lineRows(result: ProofResult): string {
  const flawed = flawNames.filter((name) => result.lines.some((line) => line[name].count > 0));
  const header = ['line', 'attempted', 'acknowledged', 'unknown', 'stored', 'processed', 'write stall', 'read stall'];
  return renderTable(
    [...header, ...flawed.map((name) => flawWords[name].title.toLowerCase())],
    result.lines.map((line) => [
      line.line,
      ...[line.attempted, line.acknowledged, line.unknown, line.stored, line.processed].map(count),
      duration(line.longestWriteStallMs),
      duration(line.longestReadStallMs),
      ...flawed.map((name) => count(line[name].count)),
    ]),
  );
}

function faultRows(result: ProofResult): string {
  const header = ['fault', 'met', 'lasted', 'write stall', 'read stall', 'writable after', 'whole after its end'];
  return renderTable(
    header,
    result.faults.map((fault) => [
      plain(fault.name),
      plain(fault.target),
      ...[lasted(fault), fault.writeStallMs, fault.readStallMs, untilWritable(fault), untilWhole(fault)].map(duration),
    ]),
  );
}

function leftOut(runs: readonly ProofResult[]): string[] {
  const words = leftOutWords(runs.flatMap((run) => run.leftOut ?? []));
  return words.length === 0 ? [] : [`  Left out: ${plain(words.join('; '))}`];
}

/** A run on a terminal: verdict, reasons, its lines and faults, the command to repeat it. Ends with a new line. */
export function runSummary(result: ProofResult): string {
  const parts = [...heading(runHeadline(result)), lineRows(result)];
  if (result.faults.length > 0) parts.push(faultRows(result));
  return [...parts, ...leftOut([result]), `  Again: ${colors.cyan(plain(result.command))}`, ''].join('\n');
}

const SHOWN_RUNS = 10;

/** A series on a terminal: overall verdict, what each fault cost, and every run that did not hold (the first ten). */
export function seriesSummary(series: ProofSeries): string {
  const parts = heading(seriesHeadline(series));
  const costs = faultDistributions(series).map((fault) => [
    plain(fault.name),
    count(fault.met),
    ...[fault.writeStall, fault.writable, fault.whole].flatMap(({ median, worst }) => [median, worst].map(duration)),
  ]);
  const header = ['fault', 'met', 'write stall', 'worst', 'writable after', 'worst', 'whole after its end', 'worst'];
  if (costs.length > 0) parts.push(renderTable(header, costs));
  const open = worstFirst(series).filter(({ run }) => run.verdict !== 'held');
  for (const { number, run } of open.slice(0, SHOWN_RUNS)) {
    parts.push(
      paint[run.verdict](`  run ${number} ${run.verdict}`),
      ...run.reasons.map((why) => `    - ${plain(why)}`),
    );
    parts.push(`    Again: ${colors.cyan(plain(run.command))}`);
  }
  if (open.length > SHOWN_RUNS) parts.push(`  and ${count(open.length - SHOWN_RUNS)} more, in the report`);
  return [...parts, ...leftOut(series.runs), ''].join('\n');
}
