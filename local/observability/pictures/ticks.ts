import { scaleOf } from './unit-format';

/** Where lines go across a graph. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** On whose scale they are written: 60 s above 59 s is no minute. */
  readonly largest: number;
}

const WANTED = 4;
/** A value that is a whole number of steps, but for the last digit. */
const ROUNDING = 1e-9;

/** 1, 2 or 5 times a power of ten. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((times) => times * power >= rough * 0.999) ?? 10) * power;
}

const from = (low: number, high: number, step: number): number[] =>
  Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);

/** From 0, or from below it, to a round value above all of them; round in the unit that is written. */
export function valueAxis(unit: string, values: readonly number[]): Axis {
  const finite = values.filter(Number.isFinite);
  const least = finite.reduce((fewest, value) => Math.min(fewest, value), 0);
  const most = finite.reduce((largest, value) => Math.max(largest, value), 0);
  const top = most === 0 && least === 0 ? 1 : most;
  const [factor] = scaleOf(unit, Math.max(top, -least));
  const step = roundStep((top - least) / factor / WANTED) * factor;
  const [low, high] = [Math.floor(least / step + ROUNDING) * step, Math.ceil(top / step - ROUNDING) * step];
  return { low, high, ticks: from(low, high, step), largest: Math.max(top, -least) };
}

const timeSteps = [15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];
const MOST_TIMES = 6;

/** Round times of a span, in seconds. */
export function timeTicks(begin: number, end: number): readonly number[] {
  const step = timeSteps.find((each) => (end - begin) / each <= MOST_TIMES) ?? end - begin;
  const first = Math.ceil(begin / step) * step;
  return Array.from({ length: Math.floor((end - first) / step) + 1 }, (_, index) => first + index * step);
}
