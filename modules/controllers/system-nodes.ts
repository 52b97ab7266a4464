import { nodeLabels, nodePools } from '../../model/aws-names';
import type { MonitoringTarget } from '../monitoring/target';

/** Where controllers run, and what watches the platform: neither beside the brokers nor on nodes that come and go. */
export const onSystemNodes: Readonly<Record<string, string>> = { [nodeLabels.pool]: nodePools.system };

/** The namespace of what belongs to the cluster itself; every cluster has it. */
export const systemNamespace = 'kube-system';

/** Monitoring on EKS. Its agents are on every node, whatever it is kept for: the chart's own toleration leaves `NoExecute` out. */
export const monitoringTarget: MonitoringTarget = {
  nodeSelector: onSystemNodes,
  agentTolerations: [{ operator: 'Exists' }],
};
