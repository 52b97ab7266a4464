import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { Service } from 'kubernetes-types/core/v1';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { KubernetesObject } from '../kubernetes/object';
import type { PodTemplate } from './pod-templates';
import { eachOf, eachPod, type Policy } from './policy';

type Labels = Readonly<Record<string, string>>;

function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const listed = value !== undefined && values.includes(value);
      return operator === 'In' ? listed : !listed;
    })
  );
}

const directions = ['Ingress', 'Egress'] as const;

/** What a policy says nothing of follows from what it has, as Kubernetes decides it. */
const typesOf = ({ spec }: NetworkPolicy): readonly string[] =>
  spec?.policyTypes ?? (spec?.egress === undefined ? ['Ingress'] : directions);

const isNetworkPolicy = (object: KubernetesObject): object is NetworkPolicy => object.kind === 'NetworkPolicy';

function unguarded({ namespace, labels }: PodTemplate, all: readonly KubernetesObject[]): string | undefined {
  const guarded = all
    .filter(isNetworkPolicy)
    .filter(({ metadata, spec }) => metadata?.namespace === namespace && selects(spec?.podSelector ?? {}, labels))
    .flatMap(typesOf);
  const open = directions.filter((direction) => !guarded.includes(direction));
  return open.length === 0 ? undefined : `no NetworkPolicy of its namespace is about its ${open.join(' and ')}`;
}

function onHost({ spec }: PodTemplate): string[] {
  const { hostNetwork, hostPID, hostIPC, volumes = [], containers } = spec;
  return [
    ...Object.entries({ hostNetwork, hostPID, hostIPC }).flatMap(([name, set]) => (set === true ? [name] : [])),
    ...volumes.flatMap(({ name, hostPath }) =>
      hostPath === undefined ? [] : [`volume ${name} is ${hostPath.path} of the node`],
    ),
    ...containers.flatMap(({ name, ports = [] }) =>
      ports.flatMap(({ hostPort }) =>
        hostPort === undefined ? [] : [`container ${name} has port ${hostPort} of the node`],
      ),
    ),
  ];
}

/** A rule that names neither peers nor ports is about everyone and everything. */
const allowsAll = (rule: { readonly ports?: readonly unknown[] }, peers: readonly unknown[] | undefined): boolean =>
  (peers ?? []).length === 0 && (rule.ports ?? []).length === 0;

export const podPolicies: readonly Policy[] = [
  {
    code: 'POD_TOKEN_MOUNTED',
    title: 'a pod has no token for the Kubernetes API',
    fix: 'set automountServiceAccountToken: false on the pod',
    check: eachPod(({ spec }) =>
      spec.automountServiceAccountToken === false ? undefined : 'its service account’s token is mounted',
    ),
  },
  {
    code: 'POD_ON_ITS_NODE',
    title: 'a pod shares neither network, processes nor files with its node',
    fix: 'leave host namespaces, hostPath and hostPort out',
    check: eachPod(onHost),
  },
  {
    code: 'POD_UNGUARDED',
    title: 'what enters and leaves a pod is decided by a NetworkPolicy: nothing, unless one allows it',
    fix: 'have a NetworkPolicy in its namespace that selects it, for Ingress and Egress',
    check: eachPod(unguarded),
  },
  {
    code: 'NETWORK_POLICY_OPEN',
    title: 'a NetworkPolicy names whom it lets through, or the port',
    fix: 'name peers or ports in each of its rules',
    check: eachOf<NetworkPolicy>('NetworkPolicy', ({ spec }) => [
      ...(spec?.ingress ?? []).map((rule) => (allowsAll(rule, rule.from) ? 'it lets everything in' : undefined)),
      ...(spec?.egress ?? []).map((rule) => (allowsAll(rule, rule.to) ? 'it lets everything out' : undefined)),
    ]),
  },
  {
    code: 'SERVICE_EXPOSED',
    title: 'no Service is reachable from outside of the cluster',
    fix: 'make it a ClusterIP',
    check: eachOf<Service>('Service', ({ spec }) => [
      spec?.type === 'NodePort' || spec?.type === 'LoadBalancer' ? `its type is ${spec.type}` : undefined,
      (spec?.externalIPs ?? []).length > 0 ? 'it has externalIPs' : undefined,
    ]),
  },
];
