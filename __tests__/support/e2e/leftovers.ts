/** Test code: what Helm has in a cluster, and what a destroy keeps there. */
import { readStack } from './synthesized-stack';
import type { TestCluster } from './test-cluster';

/** The manifest of each release, by its name. */
export async function manifestsOf(cluster: TestCluster): Promise<Record<string, string>> {
  const found = JSON.parse(await cluster.helm(['list', '--all-namespaces', '--output', 'json'])) as readonly {
    readonly name: string;
    readonly namespace: string;
  }[];
  const manifests: Record<string, string> = {};
  for (const { name, namespace } of found)
    manifests[name] = await cluster.helm(['get', 'manifest', name, '--namespace', namespace]);
  return manifests;
}

/** Names of all CRDs that the stack's own charts bring: their gates wait for each. */
export function crdsOf(folder: string): string[] {
  return readStack(folder).flatMap(({ attributes }) => {
    const input = attributes['input'] as { readonly objects?: readonly { kind: string; name: string }[] } | undefined;
    return (input?.objects ?? []).filter(({ kind }) => kind === 'CustomResourceDefinition').map(({ name }) => name);
  });
}

/** Deletes the volumes and CRDs among these lines of an inventory: a destroy keeps them, a test does not. */
export async function deleteKept(cluster: TestCluster, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const [, kind = '', name = ''] = line.split(' ');
    if (kind === 'PersistentVolume' || kind === 'CustomResourceDefinition')
      await cluster.mustKubectl(['delete', kind, name]);
  }
}
