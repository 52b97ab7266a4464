import type { Namespace } from 'kubernetes-types/core/v1';
import { namespaces } from '../../model/cluster-names';
import { labelsOf } from '../kubernetes/object';

type Level = 'baseline' | 'restricted';

/**
 * What is refused, at the profile of one Kubernetes version: an upgrade of the cluster tightens nothing before we say so.
 * What is not `restricted` is told of everywhere, to who applies it and in the API server's audit log.
 */
function podSecurity(enforced: Level, kubernetes: string): Record<string, string> {
  const modes: Readonly<Record<string, Level>> = { enforce: enforced, audit: 'restricted', warn: 'restricted' };
  return Object.fromEntries(
    Object.entries(modes).flatMap(([mode, level]) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetes}`],
    ]),
  );
}

const levels = {
  [namespaces.operator]: 'restricted',
  [namespaces.platform]: 'restricted',
  // The charts' pods are made by others: none needs the node (node-exporter, which does, stands in kube-system), but a chart that
  // leaves a field of `restricted` out must not fail the deploy.
  [namespaces.monitoring]: 'baseline',
} as const satisfies Record<string, Level>;

/** @param kubernetes the cluster's minor version, `1.35` */
export const namespaceObjects = (kubernetes: string): Namespace[] =>
  Object.entries(levels).map(([name, level]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...labelsOf({ name, component: 'namespace' }), ...podSecurity(level, kubernetes) } },
  }));
