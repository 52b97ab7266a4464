import { Cpu, DataRate, Duration, Size } from '../../model/units';

type Branch = Record<string, unknown>;

const units = [Cpu, DataRate, Duration, Size];

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || units.some((unit) => value instanceof unit)) return value;
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copied(member)]));
}

/** A copy with some members set (`topics/posts/partitions`); `undefined` removes one. Types are not checked: that is the point. */
export function withChanges<T>(base: T, changes: Readonly<Record<string, unknown>>): T {
  const copy = copied(base) as Branch;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('/');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Branch>((node, key) => (node[key] ??= {}) as Branch, copy);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy as T;
}
