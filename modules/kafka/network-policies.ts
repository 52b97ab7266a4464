import type { NetworkPolicy, NetworkPolicyEgressRule } from 'kubernetes-types/networking/v1';
import { kafkaCluster, namespaces } from '../../model/cluster-names';
import { prometheusPeer, tcp, toDns } from '../kubernetes/network';
import { labelsOf } from '../kubernetes/object';
import { clusterLabel } from './names';

/**
 * Who in the platform's namespace may speak with whom. Nobody, to begin with; what follows adds up. The operator writes
 * who may reach each port of the brokers and of Cruise Control (`generateNetworkPolicy` of its chart); what leaves their
 * pods, and how Prometheus reaches them, is written here.
 */
export interface NetworkPoliciesProps {
  /**
   * Ports of the API server as pods reach it: its Service's, 443, and that behind it (6443, 8443 on minikube), since some
   * networks judge a connection before the Service has sent it on.
   */
  readonly apiServerPorts: readonly number[];
  /** What else the brokers speak with. @default - nothing */
  readonly brokerEgress?: readonly NetworkPolicyEgressRule[];
}

/** Ports of Strimzi's pods: metrics of brokers and exporter; metrics and health of topic and user operator. */
const metricsPorts = [9404, 8080, 8081] as const;

function policy(name: string, spec: NetworkPolicy['spec']): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaces.platform, labels: labelsOf({ name: 'kafka', component: 'broker' }) },
    ...(spec === undefined ? {} : { spec }),
  };
}

/** Pods of the cluster: brokers, controllers, operators, Cruise Control, exporter. */
const clusterPods = { matchLabels: clusterLabel };

/** Labels that the cluster operator puts on brokers, and not on controllers (`Labels.java`). */
const brokerLabel = { 'strimzi.io/broker-role': 'true' };

const toEachOther = policy('kafka-pods', {
  podSelector: clusterPods,
  policyTypes: ['Egress'],
  egress: [{ to: [{ podSelector: clusterPods }] }, toDns],
});

/** Brokers ask for their node's zone before they start; the operators watch topics and users. */
const toApiServer = (name: string, podLabel: Readonly<Record<string, string>>, ports: readonly number[]) =>
  policy(name, {
    podSelector: { matchLabels: { ...clusterLabel, ...podLabel } },
    policyTypes: ['Egress'],
    // Its address is the cloud's or a node's: no label selects it.
    egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: ports.map((port) => tcp(port)) }],
  });

const fromPrometheus = policy('kafka-metrics', {
  podSelector: clusterPods,
  policyTypes: ['Ingress'],
  ingress: [{ from: [prometheusPeer], ports: metricsPorts.map((port) => tcp(port)) }],
});

const fromBrokers = (egress: readonly NetworkPolicyEgressRule[]): NetworkPolicy =>
  policy('kafka-brokers-outward', {
    podSelector: { matchLabels: { ...clusterLabel, ...brokerLabel } },
    policyTypes: ['Egress'],
    egress: [...egress],
  });

export const kafkaNetworkPolicies = ({ apiServerPorts, brokerEgress = [] }: NetworkPoliciesProps): NetworkPolicy[] => [
  policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  toEachOther,
  toApiServer('kafka-brokers-to-api-server', brokerLabel, apiServerPorts),
  toApiServer(
    'entity-operator-to-api-server',
    { 'strimzi.io/name': `${kafkaCluster.name}-entity-operator` },
    apiServerPorts,
  ),
  ...(brokerEgress.length === 0 ? [] : [fromBrokers(brokerEgress)]),
  fromPrometheus,
];
