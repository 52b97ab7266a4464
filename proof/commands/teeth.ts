import { join } from 'node:path';
import { renderTable } from '../../local/platform/table';
import { writeRunReport, writeWhole } from '../report';
import type { ProofResult } from '../result';
import { runSeries } from '../run/series';
import { defaultLoad } from '../settings/load';
import type { ProofSetting } from '../settings/setting';
import { weakSettings } from '../settings/weak';
import { commandOf, one } from './prove';
import type { Workshop } from './workshop';

export interface TeethOptions {
  readonly seed: number;
  /** Of each weak setting, at most: it must be caught before. */
  readonly schedules: number;
  readonly out: string;
}

/** Of brokers, in each schedule. */
const FAULTS = 2;

/** What the ledger found of a weak setting. */
export interface Caught {
  readonly setting: string;
  readonly promise: string;
  /** The first schedule that caught it, from 1; none when it got away. */
  readonly at: number | undefined;
  readonly schedules: number;
  readonly found: string;
}

/** Caught means: found to have the flaw that it is here for, not just any trouble. */
export function isCaught(result: ProofResult, { reveals = [] }: ProofSetting): boolean {
  return result.verdict === 'broken' && result.lines.some((line) => reveals.some((flaw) => line[flaw].count > 0));
}

/** One weak setting that got away is a ledger that does not see. @returns the exit status */
export const teethStatus = (all: readonly Pick<Caught, 'at'>[]): number =>
  all.every(({ at }) => at !== undefined) ? 0 : 1;

async function catchOne(setting: ProofSetting, options: TeethOptions, workshop: Workshop): Promise<Caught> {
  const { open, steps, interrupted } = workshop;
  let caught: { at: number; found: string } | undefined;
  let schedules = 0;
  await runSeries({
    setting,
    seeds: Array.from({ length: options.schedules }, (_, index) => options.seed + index),
    faults: FAULTS,
    load: defaultLoad,
    open: open(defaultLoad),
    commandOf: (seed) => commandOf({ setting: setting.name, seed, schedules: 1, faults: FAULTS }),
    steps,
    interrupted,
    onResult: async (result, done) => {
      schedules = done;
      steps.note(`${setting.name} ${done}: ${one(result)}`);
      if (!isCaught(result, setting)) return false;
      caught = { at: done, found: result.reasons.join('; ') };
      await writeRunReport(options.out, result, `weak-${setting.name}`);
      return true;
    },
  });
  const { name, promise } = setting;
  return { setting: name, promise, at: caught?.at, schedules, found: caught?.found ?? 'nothing' };
}

/** The ledger against settings that are known to lose: each must be caught. @returns the exit status */
export async function teeth(options: TeethOptions, workshop: Workshop): Promise<number> {
  const all: Caught[] = [];
  for (const setting of weakSettings) all.push(await catchOne(setting, options, workshop));
  await writeWhole(join(options.out, 'teeth.json'), `${JSON.stringify(all, undefined, 2)}\n`);
  const rows = all.map(({ setting, at, schedules, found }) => [
    setting,
    at === undefined ? `not in ${schedules}` : `schedule ${at}`,
    found.slice(0, 90),
  ]);
  process.stdout.write(`\n${renderTable(['weak setting', 'caught', 'what the ledger found'], rows)}`);
  return teethStatus(all);
}
