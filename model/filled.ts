import { isUnit } from './units';

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isUnit(value);

/** The defaults with what is said in their place, at any depth; an explicit `undefined` says nothing. */
export function filled<T extends object>(defaults: T, said: object): T {
  const words = said as Readonly<Record<string, unknown>>;
  const entries = Object.entries(defaults).map(([key, value]: [string, unknown]) => {
    const own = words[key];
    if (own === undefined) return [key, value] as const;
    return [key, isGroup(value) && isGroup(own) ? filled(value, own) : own] as const;
  });
  return Object.fromEntries(entries) as T;
}
