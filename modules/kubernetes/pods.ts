import type { PodResources } from '../../model/platform-pods';

/** What is the same in every pod of ours and of the operators. */

/** Well-known labels of a node. */
export const topologyKeys = { zone: 'topology.kubernetes.io/zone', host: 'kubernetes.io/hostname' } as const;

/**
 * Kubernetes' `restricted` profile and a read-only root. Strimzi has every path that its images write to as a volume
 * (strimzi-kafka-operator#4162); a context given here replaces the whole of its own, so all of it is said.
 */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

export const podSecurity = {
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

export interface ContainerResources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

/**
 * Requests, and a limit of the memory only: memory cannot be taken back. A limit of the processor would stop a broker for
 * the rest of each 100 ms in which it has used its share, even on an idle node, and a stopped broker loses its session and leaders.
 */
export const resourcesOf = ({ cpu, memory, memoryLimit = memory }: PodResources): ContainerResources => ({
  requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
  limits: { memory: memoryLimit.toQuantity() },
});
