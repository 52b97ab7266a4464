/** Test code: samples as promtool takes them, one every thirty seconds from the beginning of time. */

export const STEP_SECONDS = 30;
const perMinute = 60 / STEP_SECONDS;

export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/** What Prometheus sees, and for how long. */
export interface Situation {
  readonly minutes: number;
  readonly input: readonly InputSeries[];
}

export type Labels = Readonly<Record<string, string>>;

export const seriesName = (metric: string, labels: Labels = {}): string =>
  `${metric}{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;

/** A value that stays for so many minutes. */
export const stays = (value: number, minutes: number): string => `${value}+0x${minutes * perMinute - 1}`;

/** No sample for so many minutes: nothing was scraped. */
export const gone = (minutes: number): string => `_x${minutes * perMinute}`;

/** From a value on, more (or less) with every sample. */
export const moves = (from: number, byStep: number, minutes: number): string =>
  `${from}${byStep < 0 ? '-' : '+'}${Math.abs(byStep)}x${minutes * perMinute - 1}`;

export const sampled = (metric: string, labels: Labels, ...parts: readonly string[]): InputSeries => ({
  series: seriesName(metric, labels),
  values: parts.join(' '),
});

export const situation = (minutes: number, ...input: readonly InputSeries[]): Situation => ({ minutes, input });
