/**
 * Every kind of object that may be deployed, by its API: those that the rules here look into. Another kind may bring pods,
 * rights or ways in that no rule sees: roles and their bindings, an Ingress, a PersistentVolume on a node's path, a Secret, a
 * List of anything.
 */
const scopes: Readonly<Record<string, 'cluster' | 'namespace'>> = {
  'v1 ConfigMap': 'namespace',
  'v1 Namespace': 'cluster',
  'v1 Pod': 'namespace',
  'v1 ResourceQuota': 'namespace',
  'v1 Service': 'namespace',
  'v1 ServiceAccount': 'namespace',
  'apps/v1 DaemonSet': 'namespace',
  'apps/v1 Deployment': 'namespace',
  'apps/v1 ReplicaSet': 'namespace',
  'apps/v1 StatefulSet': 'namespace',
  'autoscaling/v2 HorizontalPodAutoscaler': 'namespace',
  'batch/v1 CronJob': 'namespace',
  'batch/v1 Job': 'namespace',
  'kafka.strimzi.io/v1 Kafka': 'namespace',
  'kafka.strimzi.io/v1 KafkaNodePool': 'namespace',
  'kafka.strimzi.io/v1 KafkaRebalance': 'namespace',
  'kafka.strimzi.io/v1 KafkaTopic': 'namespace',
  'kafka.strimzi.io/v1 KafkaUser': 'namespace',
  'monitoring.coreos.com/v1 PodMonitor': 'namespace',
  'monitoring.coreos.com/v1 PrometheusRule': 'namespace',
  'networking.k8s.io/v1 NetworkPolicy': 'namespace',
  'policy/v1 PodDisruptionBudget': 'namespace',
  'storage.k8s.io/v1 StorageClass': 'cluster',
  'storage.k8s.io/v1 VolumeAttributesClass': 'cluster',
};

interface Typed {
  readonly apiVersion?: string;
  readonly kind?: string;
}

export const typeOf = ({ apiVersion = '-', kind = '-' }: Typed): string => `${apiVersion} ${kind}`;

/** @returns undefined for a kind that is not on the list */
export const scopeOf = (object: Typed): 'cluster' | 'namespace' | undefined => scopes[typeOf(object)];
