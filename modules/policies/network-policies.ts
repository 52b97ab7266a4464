import type { Service } from 'kubernetes-types/core/v1';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import { eachOf, type Policy } from './policy';

const selectsAll = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length + matchExpressions.length === 0;

/** A block that is shorter than this is no network of anybody's, but much of the internet. */
const shortestPrefix = 8;

/** Does it name no one? Every pod of its own namespace is somebody, every pod of every namespace is not. */
export function isEveryone({ ipBlock, namespaceSelector, podSelector }: NetworkPolicyPeer): boolean {
  if (ipBlock !== undefined) return Number(ipBlock.cidr.split('/')[1] ?? Infinity) < shortestPrefix;
  if (namespaceSelector === undefined) return podSelector === undefined;
  return selectsAll(namespaceSelector) && selectsAll(podSelector ?? {});
}

/** More ports than any one thing listens on. */
const manyPorts = 1024;

const isAnyPort = ({ port, endPort }: NetworkPolicyPort): boolean =>
  port === undefined || (endPort !== undefined && endPort - Number(port) >= manyPorts);

/** Everyone on named ports is a way in or out that somebody chose; everyone on any port is not. */
function allowsAll(ports: readonly NetworkPolicyPort[] = [], peers: readonly NetworkPolicyPeer[] = []): boolean {
  const anyone = peers.length === 0 || peers.some(isEveryone);
  return anyone && (ports.length === 0 || ports.some(isAnyPort));
}

export const networkPolicies: readonly Policy[] = [
  {
    code: 'NETWORK_POLICY_OPEN',
    title: 'a NetworkPolicy names whom it lets through, or the port',
    fix: 'name peers or ports in each of its rules; 0.0.0.0/0 and an empty namespaceSelector name nobody',
    check: eachOf<NetworkPolicy>('NetworkPolicy', ({ spec }) => [
      ...(spec?.ingress ?? []).map(({ ports, from }) => (allowsAll(ports, from) ? 'it lets everything in' : undefined)),
      ...(spec?.egress ?? []).map(({ ports, to }) => (allowsAll(ports, to) ? 'it lets everything out' : undefined)),
    ]),
  },
  {
    code: 'SERVICE_EXPOSED',
    title: 'no Service is reachable from outside of the cluster, or leads out of it',
    fix: 'make it a ClusterIP',
    check: eachOf<Service>('Service', ({ spec }) => [
      (spec?.type ?? 'ClusterIP') === 'ClusterIP' ? undefined : `its type is ${spec?.type}`,
      (spec?.externalIPs ?? []).length > 0 ? 'it has externalIPs' : undefined,
    ]),
  },
];
