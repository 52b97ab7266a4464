import { faultNamed } from '../faults/registry';
import { faultNames, type FaultName } from '../faults/names';
import type { ProofResult } from '../result';
import type { ClusterShape, ProofSetting } from '../settings/setting';
import { runSchedule, type RunOptions } from './run-schedule';
import { scheduleOf, type Drawn, type ScheduleOptions } from './schedule';
import type { Target } from './target';

export type OpenTarget = (shape: ClusterShape) => Promise<Target>;

export interface SeriesOptions extends Omit<RunOptions, 'target' | 'schedule' | 'command'> {
  readonly setting: ProofSetting;
  readonly seeds: readonly number[];
  /** Faults of brokers in each schedule. */
  readonly faults: number;
  readonly only?: readonly FaultName[];
  readonly open: OpenTarget;
  readonly commandOf: (seed: number) => string;
  /** Called with each result; `true` ends the series. */
  readonly onResult: (result: ProofResult, done: number) => Promise<boolean>;
}

/** Faults that cannot be done there, with why. */
export function missingFaults(target: Target, setting: ProofSetting): Map<FaultName, string> {
  const missing = new Map<FaultName, string>();
  for (const name of faultNames.filter((each) => setting.faults.includes(each))) {
    const fault = faultNamed(name);
    const reasons = fault.needs.flatMap((need) => target.unavailable(need) ?? []);
    if (target.ground.brokers.length < (fault.minBrokers ?? 1)) reasons.push(`it needs ${fault.minBrokers} brokers`);
    if (reasons[0] !== undefined) missing.set(name, reasons[0]);
  }
  return missing;
}

/** Once a cluster was upgraded there is nothing more to upgrade; whatever ended badly is not built on. */
const isUsedUp = (schedule: Drawn, result: ProofResult | undefined): boolean =>
  schedule.steps.some(({ fault }) => fault === 'rolling-upgrade') || result === undefined || result.verdict !== 'held';

/**
 * Many schedules, one after the other. Those that want the same cluster share it, so their order is not that of the
 * seeds; each has its own topics, agents and groups, and its seed alone says what happens in it.
 */
export async function runSeries(options: SeriesOptions): Promise<void> {
  const { setting, seeds, open, interrupted } = options;
  const scheduleFor = (seed: number, without?: ReadonlySet<FaultName>): Drawn => {
    const wanted: ScheduleOptions = { seed, faults: options.faults };
    return scheduleOf(setting, {
      ...wanted,
      ...(without === undefined ? {} : { without }),
      ...(options.only === undefined ? {} : { only: options.only }),
    });
  };
  const order = setting.shapes.map(({ shape }) => shape.name);
  const byShape = seeds
    .map((seed) => scheduleFor(seed))
    .sort((one, other) => order.indexOf(one.shape.name) - order.indexOf(other.shape.name) || one.seed - other.seed);
  let opened: { readonly target: Target; readonly shape: ClusterShape } | undefined;
  let done = 0;
  try {
    for (const { seed, shape } of byShape) {
      interrupted.throwIfAborted();
      if (opened !== undefined && opened.shape.name !== shape.name) {
        await opened.target.close();
        opened = undefined;
      }
      opened ??= {
        target: await options.steps.run(`cluster: ${shape.description}`, () => open(shape)),
        shape,
      };
      const { target } = opened;
      const schedule = scheduleFor(seed, new Set(missingFaults(target, setting).keys()));
      let result: ProofResult | undefined;
      try {
        result = await runSchedule({ ...options, target, schedule, command: options.commandOf(seed) });
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
