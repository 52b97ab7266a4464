import type { NetworkPolicy, NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import { namespaces, OTLP_PORT, traceCollector } from '../../model/cluster-names';
import { inNamespace, tcp, toDns } from '../kubernetes/network';
import { labelsOf } from '../kubernetes/object';
import { anyService } from '../workloads/labels';
import { tempoPods, tempoRelease, traceCollectorPods } from './names';

const policy = (
  name: string,
  matchLabels: Record<string, string>,
  spec: Partial<NetworkPolicySpec>,
): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: namespaces.monitoring, labels: labelsOf({ name, component: 'monitoring' }) },
  spec: { podSelector: { matchLabels }, ...spec },
});

/** Beside what the monitoring's own policy lets in: Prometheus, Grafana. */
export const tracingPolicies = (): NetworkPolicy[] => [
  // The services' own policies let them out to this namespace and port (modules/workloads).
  policy(traceCollector, traceCollectorPods, {
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [inNamespace(namespaces.platform, anyService)], ports: [tcp(OTLP_PORT)] }],
    egress: [toDns, { to: [{ podSelector: { matchLabels: tempoPods } }], ports: [tcp(OTLP_PORT)] }],
  }),
  // Tempo looks for other Tempos by its own name, and finds itself.
  policy(tempoRelease, tempoPods, {
    policyTypes: ['Egress'],
    egress: [toDns, { to: [{ podSelector: { matchLabels: tempoPods } }] }],
  }),
];
