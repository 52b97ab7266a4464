import type { LabelSelector } from 'kubernetes-types/meta/v1';
import type { Leftovers, ObjectRef, PodsRef } from '../../model/gate';
import type { KubernetesObject } from '../kubernetes/object';

/** Helm leaves an object alone that carries it, on upgrade as on uninstall. */
export const keepPolicy = { 'helm.sh/resource-policy': 'keep' } as const;

export const isKept = ({ metadata }: KubernetesObject): boolean =>
  metadata?.annotations?.['helm.sh/resource-policy'] === 'keep';

export function refOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectRef {
  return {
    apiVersion: apiVersion ?? '',
    kind: kind ?? '',
    ...(metadata?.namespace === undefined ? {} : { namespace: metadata.namespace }),
    name: metadata?.name ?? '',
  };
}

const isWorkload = ({ kind }: KubernetesObject): boolean =>
  kind === 'Deployment' || kind === 'StatefulSet' || kind === 'DaemonSet';

/** Which pods an object brings forth: a workload's by its selector, a Kafka cluster's by the operator's label. */
function selectorOf(object: KubernetesObject): string | undefined {
  if (object.kind === 'Kafka') return `strimzi.io/cluster=${object.metadata?.name}`;
  if (!isWorkload(object)) return undefined;
  const { spec } = object as { readonly spec?: { readonly selector?: LabelSelector } };
  return Object.entries(spec?.selector?.matchLabels ?? {})
    .map(([label, value]) => `${label}=${value}`)
    .sort()
    .join(',');
}

export function podsOf(object: KubernetesObject): PodsRef[] {
  const selector = selectorOf(object);
  const namespace = object.metadata?.namespace;
  return selector && namespace ? [{ namespace, selector }] : [];
}

/**
 * What the Kafka operator makes and Kubernetes' garbage collection deletes: load balancers stand behind some of the Services,
 * and the controller that takes them down in AWS must still be there then.
 */
export function leftoversOf(object: KubernetesObject): Leftovers[] {
  const selector = selectorOf(object);
  const namespace = object.metadata?.namespace;
  return object.kind === 'Kafka' && selector && namespace
    ? [{ apiVersion: 'v1', kind: 'Service', namespace, selector }]
    : [];
}
