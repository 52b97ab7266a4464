import { isUnit } from './units';

/** A deeply frozen copy; the argument stays as it is. Units are immutable already and are shared. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || isUnit(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => frozen(item))) as T;
  const entries = Object.entries(value).map(([key, member]) => [key, frozen<unknown>(member)] as const);
  return Object.freeze(Object.fromEntries(entries)) as T;
}
