import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from 'kubernetes-types/networking/v1';
import { kafkaCluster, namespaces } from '../../model/cluster-names';
import { clusterLabel } from '../kafka/names';
import { anyService, httpClientLabel, podsOfService, serviceLabels } from './labels';
import { httpPort } from './pod';
import type { Workload } from './workload';

const inNamespace = (name: string, matchLabels?: Record<string, string>): NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  ...(matchLabels === undefined ? {} : { podSelector: { matchLabels } }),
});

const tcp = (port: number | string) => ({ protocol: 'TCP', port });

/** Cluster DNS, by the label that CoreDNS has kept from its predecessor. */
const toDns: NetworkPolicyEgressRule = {
  to: [inNamespace('kube-system', { 'k8s-app': 'kube-dns' })],
  ports: [{ protocol: 'UDP', port: 53 }, tcp(53)],
};

/** Labels that the cluster operator puts on brokers, and not on controllers (`Labels.java`). */
const toBrokers: NetworkPolicyEgressRule = {
  to: [{ podSelector: { matchLabels: { ...clusterLabel, 'strimzi.io/broker-role': 'true' } } }],
  ports: [tcp(kafkaCluster.listener.port)],
};

/** `collector.monitoring.svc`, with whatever domain behind. */
const inCluster = /^[^.]+\.(?<namespace>[^.]+)\.svc(\.|$)/;

/**
 * Where the traces go: that namespace, for a Service of the cluster; anywhere on that port for any other address, since a
 * policy knows no names. The port is that of the pods behind a Service, which has to be the Service's own.
 */
function toTelemetry(endpoint: string | undefined): NetworkPolicyEgressRule[] {
  if (endpoint === undefined) return [];
  const { hostname, port, protocol } = new URL(endpoint);
  const namespace = inCluster.exec(hostname)?.groups?.['namespace'];
  const ports = [tcp(port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))];
  return [namespace === undefined ? { ports } : { to: [inNamespace(namespace)], ports }];
}

function fromCallers({ callers = [] }: Workload): NetworkPolicyIngressRule {
  return {
    from: [
      { podSelector: { matchLabels: { ...httpClientLabel } } },
      inNamespace(namespaces.monitoring, { 'app.kubernetes.io/name': 'prometheus' }),
      ...callers,
    ],
    ports: [tcp(httpPort)],
  };
}

/** A service's pods speak to brokers, DNS and their telemetry, and are called by who may; the kubelet's probes always pass. */
export function servicePolicy(workload: Workload): NetworkPolicy {
  const { name, otlpEndpoint } = workload.service;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaces.platform, labels: serviceLabels(name) },
    spec: {
      podSelector: { matchLabels: podsOfService(name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [fromCallers(workload)],
      egress: [toDns, toBrokers, ...toTelemetry(otlpEndpoint)],
    },
  };
}

/**
 * Nothing else, for any service there is or will be. Only for the services' own pods: what stands beside them is the
 * operator's, which has policies of its own.
 */
export function denyByDefault(): NetworkPolicy {
  const name = 'services-deny-by-default';
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaces.platform, labels: serviceLabels(name) },
    spec: { podSelector: { matchLabels: anyService }, policyTypes: ['Ingress', 'Egress'] },
  };
}
