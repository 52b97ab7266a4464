import { runSummary, seriesSummary, seriesVerdict, writeRunReport, writeSeriesReport } from '../report';
import { totalsOf } from '../report/totals';
import type { FaultName } from '../faults/names';
import type { ProofResult, ProofSeries, Verdict } from '../result';
import { runSeries } from '../run/series';
import { defaultLoad } from '../run/stage';
import type { ProofSetting } from '../settings/setting';
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
}

export const exitStatus: Record<Verdict, number> = { held: 0, broken: 1, inconclusive: 2 };

/** What repeats one run of it. */
export const commandOf =
  ({ setting, faults, only, env }: Pick<ProveOptions, 'setting' | 'faults' | 'only' | 'env'>) =>
  (seed: number): string =>
    [
      `make prove SEED=${seed} SCHEDULES=1 FAULTS=${faults}`,
      ...(setting === 'no-loss' ? [] : [`SETTING=${setting}`]),
      ...(only === undefined ? [] : [`ONLY=${only.join(',')}`]),
      ...(env === undefined ? [] : [`ENV=${env}`]),
    ].join(' ');

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
  { open, steps, interrupted }: Bench,
): Promise<number> {
  const startedAt = new Date().toISOString();
  const runs: ProofResult[] = [];
  const series = (): ProofSeries => ({
    format: 'millrace-proof-series-1',
    command: `make prove SEED=${options.seed} SCHEDULES=${options.schedules} FAULTS=${options.faults} SETTING=${setting.name}`,
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
  const seeds = Array.from({ length: options.schedules }, (_, index) => options.seed + index);
  await runSeries({
    setting,
    seeds,
    faults: options.faults,
    ...(options.only === undefined ? {} : { only: options.only }),
    load: defaultLoad,
    open: open(defaultLoad),
    commandOf: commandOf(options),
    steps,
    interrupted,
    onResult,
  });
  const [first] = runs;
  say(`\n${runs.length === 1 && first ? runSummary(first) : seriesSummary(series())}\n  report: ${pages}`);
  return exitStatus[seriesVerdict(series())];
}
