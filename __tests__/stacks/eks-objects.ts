import { parse } from 'yaml';
import type { Resource } from './synthesized-eks';

/** Every resource of a type, with its address. */
export const ofType = (all: ReadonlyMap<string, Resource>, type: string): [string, Resource][] =>
  [...all].filter(([address]) => address.startsWith(`${type}.`));

/** Values of a release. */
export function valuesOf(release: Resource | undefined): Readonly<Record<string, unknown>> {
  const [values = ''] = (release?.['values'] ?? []) as readonly string[];
  return (parse(values) ?? {}) as Readonly<Record<string, unknown>>;
}

/** Every object of a release of ours. */
export function objectsOf(release: Resource | undefined): Record<string, unknown>[] {
  const { objects = {} } = valuesOf(release) as { readonly objects?: Record<string, Record<string, unknown>> };
  return Object.values(objects);
}
