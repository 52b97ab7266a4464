/** Figures as reports write them: en-US on every machine. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const count = (value: number): string => whole.format(value);

/** `1 fault`, `4 faults` */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`;

/** What never came to pass in the run: Infinity, which JSON keeps as null. */
export const isNever = (milliseconds: number | null): boolean => !Number.isFinite(milliseconds ?? NaN);

/** Milliseconds in words: `240 ms`, `3.2 s`, `4 min 12 s`, `2 h 5 min`; `never` where there is no end. */
export function duration(milliseconds: number): string {
  if (isNever(milliseconds)) return 'never';
  // 999.6 ms would be rounded to 1,000 ms.
  if (Math.round(milliseconds) < 1000) return `${count(milliseconds)} ms`;
  if (milliseconds < 119_950) return `${tenths.format(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 7200) return `${count(Math.floor(seconds / 60))} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${count(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A moment of a run: `1:05.3`, minutes and seconds since it began. */
export function moment(milliseconds: number): string {
  if (isNever(milliseconds)) return 'never';
  const inTenths = Math.round(milliseconds / 100);
  const minutes = Math.floor(inTenths / 600);
  return `${count(minutes)}:${((inTenths % 600) / 10).toFixed(1).padStart(4, '0')}`;
}

/** `2026-11-21 15:01 UTC`; a text that is no date stays as it is. */
export function date(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
