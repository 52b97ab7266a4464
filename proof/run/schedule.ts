import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ClusterShape, ProofSetting } from '../settings/setting';
import type { FaultStep } from '../faults/fault';
import type { FaultName } from '../faults/names';
import { ofAgents } from '../faults/registry';
import { pick } from '../faults/victims';

/** What happens in one run: the cluster that it wants, and its faults in order. The same seed gives the same schedule. */
export interface Schedule {
  readonly seed: number;
  readonly shape: ClusterShape;
  /** Drawn one at a time: a soak goes on until its time is over. */
  readonly steps: Iterable<FaultStep>;
}

/** One whose steps are known beforehand. */
export interface Drawn extends Schedule {
  readonly steps: readonly FaultStep[];
}

export interface ScheduleOptions {
  readonly seed: number;
  /** Faults of brokers in it. */
  readonly faults: number;
  /** Faults that the target cannot do; the draw is made among the rest. @default - none */
  readonly without?: ReadonlySet<FaultName>;
  /** Only these. @default - all that the setting names */
  readonly only?: readonly FaultName[];
}

type Draw = () => number;

/** Consecutive seeds start far apart. */
function drawsOf(seed: number): Draw {
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  for (let skipped = 0; skipped < 8; skipped += 1) uniformInt(generator, 0, 1);
  return () => uniformFloat64(generator);
}

function shapeOf(draw: Draw, { shapes }: ProofSetting): ClusterShape {
  const weights = shapes.flatMap(({ shape, weight }) => Array.from({ length: weight }, () => shape));
  return pick(draw(), weights);
}

function stepOf(draw: Draw, names: readonly FaultName[]): FaultStep {
  return { fault: pick(draw(), names), choice: draw(), length: draw() };
}

/**
 * Faults of brokers come one after the other, each when the cluster is whole again; in half of the steps something happens
 * to a client at the same time.
 */
export function scheduleOf(setting: ProofSetting, options: ScheduleOptions): Drawn {
  const draw = drawsOf(options.seed);
  const shape = shapeOf(draw, setting);
  const steps: FaultStep[] = [];
  for (const step of draws(draw, setting, shape, options)) {
    steps.push(step);
    if (steps.length === options.faults) break;
  }
  return { seed: options.seed, shape, steps };
}

/** The same draw without an end. */
export function endlessSchedule(
  setting: ProofSetting,
  shape: ClusterShape,
  options: Omit<ScheduleOptions, 'faults'>,
): Iterable<FaultStep> {
  return draws(drawsOf(options.seed), setting, shape, options);
}

function* draws(
  draw: Draw,
  setting: ProofSetting,
  shape: ClusterShape,
  options: Omit<ScheduleOptions, 'faults'>,
): Generator<FaultStep> {
  const wanted = (options.only ?? setting.faults).filter(
    (name) => !(options.without?.has(name) ?? false) && shape.takes(name),
  );
  const ofBrokers = wanted.filter((name) => !ofAgents.has(name));
  const beside = wanted.filter((name) => ofAgents.has(name));
  const candidates = ofBrokers.length > 0 ? ofBrokers : beside;
  if (candidates.length === 0) return;
  for (let first = true; ; first = false) {
    const fixed = first && shape.first !== undefined && candidates.includes(shape.first);
    const step = stepOf(draw, fixed && shape.first !== undefined ? [shape.first] : candidates);
    const together = draw() < 0.5 && beside.length > 0 && ofBrokers.length > 0;
    yield together ? { ...step, beside: stepOf(draw, beside) } : step;
  }
}
