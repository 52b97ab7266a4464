import type { NetworkPolicyEgressRule, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1';
import { namespaces } from '../../model/cluster-names';

/** What the NetworkPolicies of Kafka's pods and of the services have in common. */

/** A port by its number, or by the name that the pods give it. */
export const tcp = (port: number | string): NetworkPolicyPort => ({ protocol: 'TCP', port });

/** Pods of that namespace with these labels. @default - all of its pods */
export const inNamespace = (name: string, matchLabels?: Readonly<Record<string, string>>): NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  ...(matchLabels === undefined ? {} : { podSelector: { matchLabels } }),
});

/** To the cluster's DNS, by the label that CoreDNS has kept from its predecessor. */
export const toDns: NetworkPolicyEgressRule = {
  to: [inNamespace('kube-system', { 'k8s-app': 'kube-dns' })],
  ports: [{ protocol: 'UDP', port: 53 }, tcp(53)],
};

/** Prometheus, and nothing else of its namespace: what scrapes is what may ask. The label is the one its operator gives. */
export const prometheusPeer: NetworkPolicyPeer = inNamespace(namespaces.monitoring, {
  'app.kubernetes.io/name': 'prometheus',
});
