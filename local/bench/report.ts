import { renderTable } from '../platform/table';
import type { Measurement } from './measurement';
import { median } from './statistics';

/** Ours against Kafka's own, round by round in one run. */
export interface Pair {
  readonly title: string;
  readonly ours: string;
  readonly theirs: string;
}

export type Rounds = ReadonlyMap<string, readonly Measurement[]>;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

function measurementsOf(rounds: Rounds, name: string): readonly Measurement[] {
  return rounds.get(name) ?? [];
}

function row(rounds: Rounds, name: string): string[] {
  const runs = measurementsOf(rounds, name);
  const requests = runs.flatMap(({ recordsPerRequest }) =>
    recordsPerRequest === undefined ? [] : [recordsPerRequest],
  );
  return [
    name,
    whole(median(runs.map((run) => run.recordsPerSecond))),
    runs.map((run) => whole(run.recordsPerSecond)).join(' '),
    median(runs.map((run) => run.cpuSecondsPerMillion)).toFixed(1),
    whole(median(runs.map((run) => run.peakMebibytes))),
    requests.length === 0 ? '' : whole(median(requests)),
  ];
}

/** The median of the rounds' ratios: the machine's mood falls on both sides of a round. */
function ratio(rounds: Rounds, { ours, theirs }: Pair, figure: (run: Measurement) => number): string {
  const other = measurementsOf(rounds, theirs);
  const ratios = measurementsOf(rounds, ours).flatMap((run, index) => {
    const paired = other[index];
    return paired === undefined ? [] : [figure(run) / figure(paired)];
  });
  return `${median(ratios).toFixed(2)} (${ratios.map((value) => value.toFixed(2)).join(' ')})`;
}

export function renderReport(rounds: Rounds, pairs: readonly Pair[]): string {
  const header = ['contender', 'records/s (median)', 'each round', 'CPU s / million', 'peak MiB', 'records/request'];
  const ratios = pairs.map((pair) => [
    pair.title,
    ratio(rounds, pair, (run) => run.recordsPerSecond),
    ratio(rounds, pair, (run) => run.cpuSecondsPerMillion),
    ratio(rounds, pair, (run) => run.peakMebibytes),
  ]);
  return [
    renderTable(
      header,
      [...rounds.keys()].map((name) => row(rounds, name)),
    ),
    renderTable(['ratio, median (each round)', 'records/s', 'CPU', 'memory'], ratios),
  ].join('\n');
}
