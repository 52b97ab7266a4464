import type { ObjectMeta } from 'kubernetes-types/meta/v1';

/** Any object of the Kubernetes API. Modules write theirs with the kind's own type and hand them on as this. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

/** What Kubernetes' own recommended labels say of an object. */
export interface Identity {
  /** `app.kubernetes.io/name`: what it is, such as `kafka` or `producer`. */
  readonly name: string;
  /** `app.kubernetes.io/component`: its part in the platform. */
  readonly component: 'operator' | 'broker' | 'topic' | 'user' | 'service' | 'monitoring' | 'namespace' | 'storage';
}

/** The standard labels; each object of ours has all of them, and a rule (`modules/policies`) holds that. */
export function labelsOf({ name, component }: Identity): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': 'millrace',
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'millrace',
    'app.kubernetes.io/managed-by': 'Helm',
  };
}

/** `namespace/kind/name`, such as `millrace/KafkaTopic/posts`: the object's key among the values of its release. */
export function keyOf({ kind, metadata }: KubernetesObject): string {
  return [metadata?.namespace ?? '-', kind ?? '-', metadata?.name ?? '-'].join('/');
}
