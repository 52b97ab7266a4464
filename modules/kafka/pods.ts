import type { ResourcesSpec } from '../../model/spec';
import type { Size } from '../../model/units';
import type { KafkaNodePool } from '../kubernetes/generated/strimzi';

/** What is the same in every pod that the operators make for us. */

type PoolTemplate = NonNullable<KafkaNodePool['spec']['template']>;
type ContainerSecurity = NonNullable<NonNullable<PoolTemplate['kafkaContainer']>['securityContext']>;
export type PodTemplate = NonNullable<PoolTemplate['pod']>;
type PodSecurity = NonNullable<PodTemplate['securityContext']>;

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
} as const satisfies ContainerSecurity;

export const podSecurity = {
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} as const satisfies PodSecurity;

/** Pods with volumes: Strimzi's images run as user 1001 of group 0, which must be able to write to a fresh volume. */
export const volumePodSecurity = {
  ...podSecurity,
  fsGroup: 0,
  // Walking through millions of segment files at each start would take longer than the start.
  fsGroupChangePolicy: 'OnRootMismatch',
} as const satisfies PodSecurity;

export interface ContainerResources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

/**
 * Requests, and a limit of the memory only: memory cannot be taken back. A limit of the processor would stop a broker for
 * the rest of each 100 ms in which it has used its share, even on an idle node, and a stopped broker loses its session and leaders.
 */
export const resourcesOf = ({ cpu, memory }: ResourcesSpec): ContainerResources => ({
  requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
  limits: { memory: memory.toQuantity() },
});

/** A heap of one size from the start: it never grows into what the page cache was promised. In whole MiB, rounded down. */
export function heapOf(size: Size): { readonly '-Xms': string; readonly '-Xmx': string } {
  const heap = `${Math.floor(size.toBytes() / 2 ** 20)}m`;
  return { '-Xms': heap, '-Xmx': heap };
}
