/** Test code: everything that a cluster holds, to see what a deploy and its destroy leave behind. */
import type { TestCluster } from './test-cluster';

/** What comes and goes by itself, or is a view of something else. */
const fleeting = new Set(
  [
    'events',
    'events.events.k8s.io',
    'endpointslices.discovery.k8s.io',
    'endpoints',
    'leases.coordination.k8s.io',
  ].concat(
    ['pods.metrics.k8s.io', 'nodes.metrics.k8s.io', 'componentstatuses', 'ipaddresses.networking.k8s.io'],
    ['controllerrevisions.apps', 'csistoragecapacities.storage.k8s.io'],
  ),
);
/** Of clusters themselves; others' trials are in `try-*`. */
const foreign = /^(kube-system|kube-node-lease|kube-public|local-path-storage|try-.*) |^- Namespace try-/;

/** `namespace Kind name`, sorted. */
export async function inventory(cluster: TestCluster): Promise<string[]> {
  const names = await cluster.mustKubectl(['api-resources', '--verbs=list', '--output=name']);
  const kinds = names.split('\n').filter((name) => name !== '' && !fleeting.has(name));
  const columns = 'custom-columns=NAMESPACE:.metadata.namespace,KIND:.kind,NAME:.metadata.name';
  const flags = ['--all-namespaces', '--no-headers', '--ignore-not-found', `--output=${columns}`];
  const lines = await cluster.mustKubectl(['get', kinds.join(','), ...flags]);
  return lines
    .split('\n')
    .map((line) => line.trim().replace('<none>', '-').split(/\s+/).join(' '))
    .filter((line) => line !== '' && !foreign.test(line))
    .sort();
}

export const added = (before: readonly string[], after: readonly string[]): string[] =>
  after.filter((line) => !before.includes(line));
