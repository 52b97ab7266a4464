import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { KubernetesObject } from '../kubernetes/object';
import type { PodTemplate } from './pod-templates';
import { eachPod, type Policy } from './policy';

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
  const { hostNetwork, hostPID, hostIPC, volumes = [], containers, initContainers = [] } = spec;
  return [
    ...Object.entries({ hostNetwork, hostPID, hostIPC }).flatMap(([name, set]) => (set === true ? [name] : [])),
    ...volumes.flatMap(({ name, hostPath }) =>
      hostPath === undefined ? [] : [`volume ${name} is ${hostPath.path} of the node`],
    ),
    ...[...containers, ...initContainers].flatMap(({ name, ports = [] }) =>
      ports.flatMap(({ hostPort }) =>
        hostPort === undefined ? [] : [`container ${name} has port ${hostPort} of the node`],
      ),
    ),
  ];
}

/** The token is in a pod by default, or as a source of a volume that somebody wrote. */
function tokensOf({ spec }: PodTemplate): string[] {
  const projected = (spec.volumes ?? []).filter(({ projected: volume }) =>
    (volume?.sources ?? []).some(({ serviceAccountToken }) => serviceAccountToken !== undefined),
  );
  return [
    ...(spec.automountServiceAccountToken === false ? [] : ['its service account’s token is mounted']),
    ...projected.map(({ name }) => `volume ${name} has its service account’s token`),
  ];
}

export const podPolicies: readonly Policy[] = [
  {
    code: 'POD_TOKEN_MOUNTED',
    title: 'a pod has no token for the Kubernetes API',
    fix: 'set automountServiceAccountToken: false on the pod, and leave serviceAccountToken out of its volumes',
    check: eachPod(tokensOf),
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
    code: 'POD_UNSEALED',
    title: 'containers of a pod do not see each other’s processes, and none is put in beside them',
    fix: 'leave shareProcessNamespace and ephemeralContainers out',
    check: eachPod(({ spec: { shareProcessNamespace, ephemeralContainers = [] } }) => [
      shareProcessNamespace === true ? 'shareProcessNamespace' : undefined,
      ...ephemeralContainers.map(({ name }) => `ephemeral container ${name}`),
    ]),
  },
];
