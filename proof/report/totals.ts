import { median } from '../../local/bench/statistics';
import { lineNames, type LineName } from '../ledger/entries';
import { flawNames, type FlawName, type LineVerdict } from '../ledger/verdict';
import type { FaultRecord, ProofResult, ProofSeries, Verdict } from '../result';
import { isNever } from './figures';

/**
 * The lines whose messages are counted. The transactional line is judged with the client line's writes: both together
 * would count each message twice.
 */
export function writingLines(lines: readonly LineVerdict[]): readonly LineVerdict[] {
  const hasClient = lines.some(({ line }) => line === 'client');
  return lines.filter(({ line }) => !(hasClient && line === 'transactional'));
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** 0 when there is none. */
export const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

export interface LineCount {
  readonly line: LineName;
  readonly count: number;
}

export interface Totals {
  readonly attempted: number;
  readonly acknowledged: number;
  /** By line: a message that is lost is missing in its copy too, and must not be counted as two. */
  readonly flaws: Readonly<Record<FlawName, readonly LineCount[]>>;
  readonly longestWriteStallMs: number;
  readonly longestReadStallMs: number;
}

/** Only lines where the flaw was found. */
const countsOf = (lines: readonly LineVerdict[], name: FlawName): readonly LineCount[] =>
  lineNames
    .map((line) => ({ line, count: sum(lines.filter((of) => of.line === line).map((of) => of[name].count)) }))
    .filter(({ count }) => count > 0);

export function totalsOf(results: readonly ProofResult[]): Totals {
  const lines = results.flatMap((result) => result.lines);
  const writing = results.flatMap((result) => writingLines(result.lines));
  const flaws = Object.fromEntries(flawNames.map((name) => [name, countsOf(lines, name)]));
  return {
    attempted: sum(writing.map((line) => line.attempted)),
    acknowledged: sum(writing.map((line) => line.acknowledged)),
    flaws: flaws as Record<FlawName, readonly LineCount[]>,
    longestWriteStallMs: largest(lines.map((line) => line.longestWriteStallMs)),
    longestReadStallMs: largest(lines.map((line) => line.longestReadStallMs)),
  };
}

/** One broken run breaks a series; without one, a run that cannot say leaves it open; no run says nothing. */
export function seriesVerdict({ runs }: ProofSeries): Verdict {
  if (runs.some(({ verdict }) => verdict === 'broken')) return 'broken';
  return runs.length > 0 && runs.every(({ verdict }) => verdict === 'held') ? 'held' : 'inconclusive';
}

export interface NumberedRun {
  /** From 1, in the order in which they were run. */
  readonly number: number;
  readonly run: ProofResult;
  readonly totals: Totals;
}

const order: Readonly<Record<Verdict, number>> = { broken: 0, inconclusive: 1, held: 2 };

/** Broken first, then what cannot say; among equals the longest stall of writes first. */
export function worstFirst({ runs }: ProofSeries): readonly NumberedRun[] {
  return runs
    .map((run, index) => ({ number: index + 1, run, totals: totalsOf([run]) }))
    .sort(
      (one, other) =>
        order[one.run.verdict] - order[other.run.verdict] ||
        other.totals.longestWriteStallMs - one.totals.longestWriteStallMs,
    );
}

/** Milliseconds of a fault; never below 0, Infinity where it did not come to pass. */
const between = (from: number, to: number): number => (isNever(to) ? Infinity : Math.max(0, to - from));
export const lasted = (fault: FaultRecord): number => between(fault.fromMs, fault.healedMs);
/** From its begin until every partition took writes. */
export const untilWritable = (fault: FaultRecord): number => between(fault.fromMs, fault.writableMs);
/** From when it was undone until every replica was in sync. */
export const untilWhole = (fault: FaultRecord): number => between(fault.healedMs, fault.wholeMs);

export interface Spread {
  readonly median: number;
  readonly worst: number;
}

const spread = (values: readonly number[]): Spread => ({ median: median(values), worst: largest(values) });

/** One kind of fault over all runs of a series. */
export interface FaultDistribution {
  readonly name: string;
  readonly met: number;
  readonly writeStall: Spread;
  readonly readStall: Spread;
  readonly writable: Spread;
  readonly whole: Spread;
}

/** The longest stall of writes first. */
export function faultDistributions(series: ProofSeries): readonly FaultDistribution[] {
  const all = series.runs.flatMap((run) => run.faults);
  const names = [...new Set(all.map(({ name }) => name))];
  return names
    .map((name) => ({ name, faults: all.filter((fault) => fault.name === name) }))
    .map(({ name, faults }) => ({
      name,
      met: faults.length,
      writeStall: spread(faults.map((fault) => fault.writeStallMs)),
      readStall: spread(faults.map((fault) => fault.readStallMs)),
      writable: spread(faults.map(untilWritable)),
      whole: spread(faults.map(untilWhole)),
    }))
    .sort((one, other) => other.writeStall.worst - one.writeStall.worst);
}
