import type { Cpu, Duration, Size } from '../units';
import { describe } from '../violation';
import type { Finding } from './rule';

/** The values that a member may have, and how that is said. */
export interface Range<T> {
  readonly allowed: string;
  holds(value: T): boolean;
}

export const wholeNumber = (least: number, most: number): Range<number> => ({
  allowed: `a whole number from ${least} to ${most}`,
  holds: (value) => Number.isInteger(value) && value >= least && value <= most,
});

interface Comparable<T> {
  compare(other: T): number;
}

const between = <T extends Comparable<T> & (Duration | Size | Cpu)>(least: T, most: T): Range<T> => ({
  allowed: `from ${String(least)} to ${String(most)}`,
  holds: (value) => value.compare(least) >= 0 && value.compare(most) <= 0,
});

export const durationFrom = (least: Duration, most: Duration): Range<Duration> => between(least, most);
export const sizeFrom = (least: Size, most: Size): Range<Size> => between(least, most);
export const cpuFrom = (least: Cpu, most: Cpu): Range<Cpu> => between(least, most);

/** A finding when the value is there and outside of its range. */
export function outside<T>(path: string, value: T | undefined, range: Range<T>): Finding[] {
  return value === undefined || range.holds(value) ? [] : [{ path, got: describe(value), allowed: range.allowed }];
}
