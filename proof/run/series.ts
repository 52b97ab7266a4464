import type { FaultNeed } from '../faults/fault';
import { faultNamed } from '../faults/registry';
import type { FaultName } from '../faults/names';
import { leftOutWords, type LeftOut } from '../left-out';
import type { ProofResult } from '../result';
import type { ClusterShape, ProofSetting } from '../settings/setting';
import { runSchedule, type RunOptions } from './run-schedule';
import { notTaken, scheduleOf, type Drawn } from './schedule';
import type { Target } from './target';

export type OpenTarget = (shape: ClusterShape) => Promise<Target>;

/** Why faults that need this cannot be done; nothing when they can. */
export type Unavailable = (need: FaultNeed) => string | undefined;

export interface SeriesOptions extends Omit<RunOptions, 'target' | 'schedule' | 'command'> {
  readonly setting: ProofSetting;
  readonly seeds: readonly number[];
  /** Faults of brokers in each schedule. */
  readonly faults: number;
  /** Only these. @default - all that the setting names */
  readonly only?: readonly FaultName[];
  /** What is known of the place before a cluster is opened there. @default - nothing */
  readonly unavailable?: Unavailable;
  readonly open: OpenTarget;
  readonly commandOf: (seed: number) => string;
  /** Called with each result; `true` ends the series. */
  readonly onResult: (result: ProofResult, done: number) => Promise<boolean>;
}

/** Why each of them that cannot be done on so many brokers cannot. */
function missingAmong(names: readonly FaultName[], brokers: number, unavailable: Unavailable): Map<FaultName, string> {
  const missing = new Map<FaultName, string>();
  for (const name of names) {
    const { needs, minBrokers = 1 } = faultNamed(name);
    const [reason] = needs.flatMap((need) => unavailable(need) ?? []);
    if (reason !== undefined) missing.set(name, reason);
    else if (brokers < minBrokers) missing.set(name, `it needs ${minBrokers} brokers, there are ${brokers}`);
  }
  return missing;
}

/** Faults that cannot be done there, with why. @param only @default - all that the setting names */
export function missingFaults(
  target: Target,
  setting: ProofSetting,
  only: readonly FaultName[] = setting.faults,
): Map<FaultName, string> {
  return missingAmong(only, target.ground.brokers.length, (need) => target.unavailable(need));
}

interface Opened {
  readonly target: Target;
  readonly shape: ClusterShape;
  readonly missing: ReadonlyMap<FaultName, string>;
  readonly leftOut: readonly LeftOut[];
}

/** Says which faults are left out there. What only another cluster of the setting takes is not: that one's turn comes. */
async function openOn(shape: ClusterShape, options: SeriesOptions): Promise<Opened> {
  const { setting, steps, open, only = setting.faults } = options;
  const target = await steps.run(`cluster: ${shape.description}`, () => open(shape));
  const missing = missingFaults(target, setting, only);
  const leftOut = [...new Set(only)].flatMap((name) => {
    const reason = shape.takes(name) ? missing.get(name) : notTaken(setting, name);
    return reason === undefined ? [] : [{ name, reason }];
  });
  for (const words of leftOutWords(leftOut)) steps.note(`left out: ${words}`);
  return { target, shape, missing, leftOut };
}

/** Once a cluster was upgraded there is nothing more to upgrade; whatever ended badly is not built on. */
const isUsedUp = (schedule: Drawn, result: ProofResult | undefined): boolean =>
  schedule.steps.some(({ fault }) => fault === 'rolling-upgrade') || result === undefined || result.verdict !== 'held';

/** In the order of the setting's clusters: those that want the same share it. */
function drawnOf({ setting, seeds, faults, only = setting.faults, unavailable }: SeriesOptions): Drawn[] {
  const most = Math.max(...setting.shapes.map(({ shape }) => shape.brokers));
  const without = missingAmong(only, most, unavailable ?? (() => undefined));
  const order = setting.shapes.map(({ shape }) => shape.name);
  return seeds
    .map((seed) => scheduleOf(setting, { seed, faults, only, without }))
    .sort((one, other) => order.indexOf(one.shape.name) - order.indexOf(other.shape.name) || one.seed - other.seed);
}

/**
 * Many schedules, one after the other. Those that want the same cluster share it, so their order is not that of the
 * seeds; each has its own topics, agents and groups, and its seed alone says what happens in it.
 * @throws ProofError PROOF_NOTHING_TO_DO, before a cluster is opened where that can be known
 */
export async function runSeries(options: SeriesOptions): Promise<void> {
  const { setting, interrupted, faults, only = setting.faults } = options;
  let opened: Opened | undefined;
  let done = 0;
  try {
    for (const { seed, shape } of drawnOf(options)) {
      interrupted.throwIfAborted();
      if (opened !== undefined && opened.shape.name !== shape.name) {
        await opened.target.close();
        opened = undefined;
      }
      opened ??= await openOn(shape, options);
      const { target, missing, leftOut } = opened;
      const schedule = scheduleOf(setting, { seed, faults, only, shape, without: missing });
      let result: ProofResult | undefined;
      try {
        result = {
          ...(await runSchedule({ ...options, target, schedule, command: options.commandOf(seed) })),
          leftOut,
        };
        done += 1;
      } finally {
        if (isUsedUp(schedule, result)) {
          opened = undefined;
          await target.close();
        }
      }
      if (await options.onResult(result, done)) return;
    }
  } finally {
    await opened?.target.close();
  }
}
