import type { NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule } from 'kubernetes-types/networking/v1';
import { kafkaCluster, namespaces } from '../../model/cluster-names';
import { clusterLabel } from '../kafka/names';
import { inNamespace, prometheusPeer, tcp, toDns } from '../kubernetes/network';
import { httpClientLabel, podsOfService, serviceLabels } from './labels';
import { httpPort } from './pod';
import type { Workload } from './workload';

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

/** Who may call: labelled pods beside it, and who scrapes it. */
const fromCallers: NetworkPolicyIngressRule = {
  from: [{ podSelector: { matchLabels: { ...httpClientLabel } } }, prometheusPeer],
  ports: [tcp(httpPort)],
};

/**
 * A service's pods speak to brokers, DNS and their telemetry, and are called by who may; the kubelet's probes always pass. All
 * else is denied: here by the types that are named, and by modules/kafka for every pod of the namespace.
 */
export function servicePolicy(workload: Workload): NetworkPolicy {
  const { name, otlpEndpoint } = workload.service;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaces.platform, labels: serviceLabels(name) },
    spec: {
      podSelector: { matchLabels: podsOfService(name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [fromCallers],
      egress: [toDns, toBrokers, ...toTelemetry(otlpEndpoint)],
    },
  };
}
