import type { NetworkPolicy, NetworkPolicyIngressRule } from 'kubernetes-types/networking/v1';
import { namespaces } from '../../model/cluster-names';
import { tcp } from '../kubernetes/network';
import { labelsOf } from '../kubernetes/object';
import { adapterPodLabels, ADAPTER_PORT } from './consumer-lag';

function policy(name: string, matchLabels: Record<string, string>, ingress: NetworkPolicyIngressRule[]): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaces.monitoring, labels: labelsOf({ name, component: 'monitoring' }) },
    spec: { podSelector: { matchLabels }, policyTypes: ['Ingress'], ingress },
  };
}

/**
 * Nobody outside of the namespace reaches its pods: what is scraped and asked, is scraped and asked by pods of it, and who
 * looks at Grafana comes through the API server's port-forward, which is the node's own traffic. What they reach is left open:
 * Prometheus has to reach every pod and node, Alertmanager whom it notifies.
 */
export function monitoringPolicies({ lagAdapter }: { readonly lagAdapter: boolean }): NetworkPolicy[] {
  return [
    policy('only-from-monitoring', {}, [{ from: [{ podSelector: {} }] }]),
    // The API server asks it for the autoscaler, from an address that no selector knows.
    ...(lagAdapter ? [policy('metrics-api', adapterPodLabels, [{ ports: [tcp(ADAPTER_PORT)] }])] : []),
  ];
}
