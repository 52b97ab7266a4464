import type { Toleration } from 'kubernetes-types/core/v1';

/** Nodes of a cluster whose nodes are not all alike. */
export interface MonitoringTarget {
  /** Labels of the nodes on which all runs that is not on every node. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Taints of other nodes, which are watched too. */
  readonly agentTolerations: readonly Toleration[];
}

/** Where a pod runs, as every one of the charts has it. */
export const placed = (target: MonitoringTarget | undefined): { readonly nodeSelector?: object } =>
  target === undefined ? {} : { nodeSelector: target.nodeSelector };
