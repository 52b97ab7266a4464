import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../environments';
import { synthesize } from '../../main';
import type { EnvironmentSpec } from '../../model/spec';
import { withChanges } from '../model/with-changes';

export interface Resource {
  readonly depends_on?: readonly string[];
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
  readonly [argument: string]: unknown;
}

export interface EksStackJson {
  readonly terraform: { readonly backend: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  readonly provider: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly data?: object;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

/** eks-prod with changes, as it is written into a folder. */
export function synthesizedEks(outdir: string, changes: Readonly<Record<string, unknown>> = {}): string {
  synthesize([withChanges<EnvironmentSpec>(environments['eks-prod'], changes)], outdir);
  return readFileSync(join(outdir, 'stacks', 'eks-prod', 'cdk.tf.json'), 'utf8');
}

/** Every resource by its address. */
export const resourcesOf = ({ resource }: EksStackJson): ReadonlyMap<string, Resource> =>
  new Map(
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, one]): [string, Resource] => [`${type}.${name}`, one]),
    ),
  );

/** Addresses that a resource names anywhere: in an argument, or as what it depends on. */
export function namedBy(resource: Resource, all: ReadonlyMap<string, Resource>): string[] {
  const text = JSON.stringify(resource);
  const inArguments = [...text.matchAll(/\b((?:aws|helm)_\w+\.[\w-]+|terraform_data\.[\w-]+)/g)].map(
    ([, address = '']) => address,
  );
  return [...new Set(inArguments)].filter((address) => all.has(address));
}

/** Every address that one comes behind, however far away. */
export function comesBehind(all: ReadonlyMap<string, Resource>): (address: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  const visit = (address: string, path: readonly string[]): ReadonlySet<string> => {
    if (path.includes(address)) throw new Error(`a cycle: ${[...path, address].join(' -> ')}`);
    const found = known.get(address);
    if (found !== undefined) return found;
    const direct = namedBy(all.get(address) ?? {}, all).filter((named) => named !== address);
    const behind = new Set(direct.flatMap((named) => [named, ...visit(named, [...path, address])]));
    known.set(address, behind);
    return behind;
  };
  return (address) => visit(address, []);
}
