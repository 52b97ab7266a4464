import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ClusterShape, ProofSetting } from '../settings/setting';
import type { FaultStep } from '../faults/fault';
import type { FaultName } from '../faults/names';
import { faultNamed, ofAgents } from '../faults/registry';
import { pick } from '../faults/victims';
import { ProofError } from '../proof-error';

/**
 * What happens in one run: the cluster that it wants, and its faults in order. The same seed gives the same schedule where
 * the same faults can be done.
 */
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
  /** Faults that cannot be done, with why; the draw is made among the rest. @default - none */
  readonly without?: ReadonlyMap<FaultName, string>;
  /** Only these. @default - all that the setting names */
  readonly only?: readonly FaultName[];
  /** The cluster that is there. @default - drawn among those that take a fault that is wanted */
  readonly shape?: ClusterShape;
}

/** What `draws` looks at: a soak knows no more. */
interface Wanted extends Pick<ScheduleOptions, 'only'> {
  readonly without?: { has(name: FaultName): boolean };
}

type Draw = () => number;

/** Consecutive seeds start far apart. */
function drawsOf(seed: number): Draw {
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  for (let skipped = 0; skipped < 8; skipped += 1) uniformInt(generator, 0, 1);
  return () => uniformFloat64(generator);
}

const takes = (shape: ClusterShape, name: FaultName): boolean =>
  shape.takes(name) && shape.brokers >= (faultNamed(name).minBrokers ?? 1);

/** Why no cluster of a setting takes a fault; nothing when one does. */
export const notTaken = (setting: ProofSetting, name: FaultName): string | undefined =>
  setting.shapes.some(({ shape }) => takes(shape, name)) ? undefined : `no cluster of '${setting.name}' takes it`;

const candidatesOn = (shape: ClusterShape, { faults }: ProofSetting, { only = faults, without }: Wanted): FaultName[] =>
  only.filter((name) => !(without?.has(name) ?? false) && takes(shape, name));

function nothingToDo(setting: ProofSetting, { only = setting.faults, without }: ScheduleOptions): ProofError {
  const reasons = [...new Set(only)].map(
    (name) => `${name} (${without?.get(name) ?? notTaken(setting, name) ?? 'not on the cluster that is there'})`,
  );
  return new ProofError(
    'PROOF_NOTHING_TO_DO',
    `no fault that was asked for can be done: ${reasons.join('; ')}. ` +
      'Ask for others (ONLY=..., --only) or of another setting (SETTING=..., --setting): docs/proof.md lists both',
  );
}

/** Clusters on which nothing is to be done are not drawn: with all faults of a setting there are none. */
function shapeOf(draw: Draw, setting: ProofSetting, options: ScheduleOptions): ClusterShape {
  const { shape: there } = options;
  const shapes = there === undefined ? setting.shapes : [{ shape: there, weight: 1 }];
  const able = shapes.filter(({ shape }) => candidatesOn(shape, setting, options).length > 0);
  if (able.length === 0) throw nothingToDo(setting, options);
  const weights = able.flatMap(({ shape, weight }) => Array.from({ length: weight }, () => shape));
  return pick(draw(), weights);
}

function stepOf(draw: Draw, names: readonly FaultName[]): FaultStep {
  return { fault: pick(draw(), names), choice: draw(), length: draw() };
}

/**
 * Faults of brokers come one after the other, each when the cluster is whole again; in half of the steps something happens
 * to a client at the same time.
 * @throws ProofError PROOF_NOTHING_TO_DO, with why each fault cannot be done
 */
export function scheduleOf(setting: ProofSetting, options: ScheduleOptions): Drawn {
  const draw = drawsOf(options.seed);
  const shape = shapeOf(draw, setting, options);
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
  options: Wanted & Pick<ScheduleOptions, 'seed'>,
): Iterable<FaultStep> {
  return draws(drawsOf(options.seed), setting, shape, options);
}

function* draws(draw: Draw, setting: ProofSetting, shape: ClusterShape, options: Wanted): Generator<FaultStep> {
  const wanted = candidatesOn(shape, setting, options);
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
