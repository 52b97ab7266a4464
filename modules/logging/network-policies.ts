import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { namespaces } from '../../model/cluster-names';
import { LOKI_PORT } from '../../model/log-store';
import { inNamespace, prometheusPeer, tcp, toDns } from '../kubernetes/network';
import { labelsOf } from '../kubernetes/object';
import { agentsNamespace } from '../monitoring/names';
import { COLLECTOR_METRICS_PORT } from './collector-chart';
import { agentPods, agentRelease, lokiLabels, lokiName, lokiPods } from './names';

/** Lines come from the nodes' agents, questions from Grafana, which the monitoring's own policy lets in; it speaks to nobody. */
const store: NetworkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: lokiName, namespace: namespaces.monitoring, labels: lokiLabels },
  spec: {
    podSelector: { matchLabels: lokiPods },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [inNamespace(agentsNamespace, agentPods)], ports: [tcp(LOKI_PORT)] }],
    egress: [],
  },
};

/** Who reads the files of every container is reached by Prometheus alone, and reaches the store alone. */
const agents: NetworkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: {
    name: agentRelease,
    namespace: agentsNamespace,
    labels: labelsOf({ name: agentRelease, component: 'monitoring' }),
  },
  spec: {
    podSelector: { matchLabels: agentPods },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [prometheusPeer], ports: [tcp(COLLECTOR_METRICS_PORT)] }],
    egress: [toDns, { to: [inNamespace(namespaces.monitoring, lokiPods)], ports: [tcp(LOKI_PORT)] }],
  },
};

export const loggingPolicies = (): NetworkPolicy[] => [store, agents];
