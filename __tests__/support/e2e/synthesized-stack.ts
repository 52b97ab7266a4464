/** Test code: a synthesized stack as Terraform would read it: its resources, and in which order they are made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Attributes = Readonly<Record<string, unknown>>;

export interface Resource {
  /** `helm_release.kafka`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Attributes;
  /** Addresses that it names in `depends_on` or in an expression. */
  readonly needs: readonly string[];
}

interface Document {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}

function referencesIn(value: unknown, addresses: ReadonlySet<string>): string[] {
  const text = JSON.stringify(value);
  const words = [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? '');
  return [...addresses].filter((address) => words.some((word) => word.includes(`${address}.`)));
}

function inOrder(resources: readonly Resource[]): Resource[] {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const ordered = new Set<Resource>();
  const visit = (resource: Resource, path: readonly string[]): void => {
    if (path.includes(resource.address)) throw new Error(`a cycle: ${[...path, resource.address].join(' -> ')}`);
    for (const need of resource.needs) {
      const needed = byAddress.get(need);
      if (needed === undefined)
        throw new Error(`${resource.address} depends on ${need}, which the stack does not have`);
      visit(needed, [...path, resource.address]);
    }
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource, []);
  return [...ordered];
}

/** Resources of a stack, each behind what it needs. */
export function readStack(folder: string): Resource[] {
  const document = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as Document;
  const found = Object.entries(document.resource ?? {}).flatMap(([type, named]) =>
    Object.entries(named).map(([name, attributes]) => ({ address: `${type}.${name}`, type, attributes })),
  );
  const addresses = new Set(found.map(({ address }) => address));
  return inOrder(
    found.map((resource) => ({
      ...resource,
      needs: [
        ...new Set([
          ...((resource.attributes['depends_on'] as readonly string[] | undefined) ?? []),
          ...referencesIn(resource.attributes, addresses),
        ]),
      ],
    })),
  );
}

/** Text of a JSON configuration as Terraform takes it: doubled signs stand for themselves. */
export const literal = (text: string): string => text.replaceAll('$${', '${').replaceAll('%%{', '%{');
