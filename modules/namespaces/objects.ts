import type { Namespace } from 'kubernetes-types/core/v1';
import { namespaces } from '../../model/cluster-names';
import { labelsOf } from '../kubernetes/object';

type Level = 'privileged' | 'baseline' | 'restricted';

/**
 * Each mode of Pod Security admission, at the profile of one Kubernetes version: an upgrade of the cluster tightens
 * nothing before we say so.
 */
function podSecurity(level: Level, kubernetes: string): Record<string, string> {
  const modes = ['enforce', 'audit', 'warn'] as const;
  return Object.fromEntries(
    modes.flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetes}`],
    ]),
  );
}

const levels = {
  [namespaces.operator]: 'restricted',
  [namespaces.platform]: 'restricted',
  // The node exporter reads the node's own processes, network and disks: host namespaces and paths, which `baseline` refuses.
  [namespaces.monitoring]: 'privileged',
} as const satisfies Record<string, Level>;

/** @param kubernetes the cluster's minor version, `1.35` */
export const namespaceObjects = (kubernetes: string): Namespace[] =>
  Object.entries(levels).map(([name, level]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...labelsOf({ name, component: 'namespace' }), ...podSecurity(level, kubernetes) } },
  }));
