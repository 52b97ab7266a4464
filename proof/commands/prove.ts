import { runSummary, seriesSummary, seriesVerdict, writeRunReport, writeSeriesReport } from '../report';
import { totalsOf } from '../report/totals';
import type { FaultName } from '../faults/names';
import type { ProofResult, ProofSeries, Verdict } from '../result';
import { runSeries, type Unavailable } from '../run/series';
import { clusterLoad, defaultLoad } from '../settings/load';
import { sandboxReason } from '../sandbox/possible';
import type { ProofSetting } from '../settings/setting';
import { NO_MACHINES } from '../targets/embedded-options';
import type { Bench } from './workshop';

export interface ProveOptions {
  readonly setting: string;
  readonly seed: number;
  readonly schedules: number;
  readonly faults: number;
  readonly only?: readonly FaultName[];
  readonly out: string;
  /** A deployed environment. @default - a cluster of its own on this machine */
  readonly env?: string;
  /** On a deployed environment: whether events may be posted to its own topic. @default false */
  readonly http?: boolean;
}

export interface ProveBench extends Bench {
  /** What is known before a cluster is opened. @default - nothing */
  readonly unavailable?: Unavailable;
}

/** What cannot be had with brokers that are processes of this machine. */
export async function unavailableHere(): Promise<Unavailable> {
  const noSandbox = await sandboxReason();
  return (need) => {
    if (need === 'machines') return NO_MACHINES;
    return need === 'network' || need === 'volumes' ? noSandbox : undefined;
  };
}

export const exitStatus: Record<Verdict, number> = { held: 0, broken: 1, inconclusive: 2 };

/**
 * What repeats a series, or a run: that is one of a single schedule. That an environment on EKS may be broken is not in
 * it: it is to be said each time.
 */
export function commandOf(options: Omit<ProveOptions, 'out'>): string {
  const { setting, seed, schedules, faults, only, env, http = false } = options;
  return [
    `make prove SEED=${seed} SCHEDULES=${schedules} FAULTS=${faults}`,
    ...(setting === 'no-loss' ? [] : [`SETTING=${setting}`]),
    ...(only === undefined ? [] : [`ONLY=${only.join(',')}`]),
    ...(env === undefined ? [] : [`ENV=${env}`]),
    ...(http ? ["PROVE_FLAGS='--http'"] : []),
  ].join(' ');
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

export const one = (result: ProofResult): string => {
  const { acknowledged } = totalsOf([result]);
  const words = result.verdict === 'held' ? '' : `: ${result.reasons.slice(0, 3).join('; ')}`;
  return `seed ${result.seed} ${result.verdict}, ${acknowledged.toLocaleString('en-US')} acknowledged${words}`;
};

/** Some schedules of one setting; the report grows with each. @returns the exit status */
export async function prove(
  setting: ProofSetting,
  options: ProveOptions,
  { open, steps, interrupted, unavailable }: ProveBench,
): Promise<number> {
  const startedAt = new Date().toISOString();
  const runs: ProofResult[] = [];
  const series = (): ProofSeries => ({
    format: 'millrace-proof-series-1',
    command: commandOf(options),
    startedAt,
    runs,
  });
  let pages = '';
  const onResult = async (result: ProofResult): Promise<boolean> => {
    runs.push(result);
    steps.note(`${runs.length} of ${options.schedules}: ${one(result)}`);
    const files =
      options.schedules === 1
        ? await writeRunReport(options.out, result)
        : await writeSeriesReport(options.out, series());
    pages = `${files.html} (and ${files.json})`;
    return false;
  };
  const load = options.env === undefined ? defaultLoad : clusterLoad;
  await runSeries({
    setting,
    seeds: Array.from({ length: options.schedules }, (_, index) => options.seed + index),
    faults: options.faults,
    ...(options.only === undefined ? {} : { only: options.only }),
    ...(unavailable === undefined ? {} : { unavailable }),
    load,
    open: open(load),
    commandOf: (seed) => commandOf({ ...options, seed, schedules: 1 }),
    steps,
    interrupted,
    onResult,
  });
  const [first] = runs;
  say(`\n${runs.length === 1 && first ? runSummary(first) : seriesSummary(series())}\n  report: ${pages}`);
  return exitStatus[seriesVerdict(series())];
}
