/** Names of what stands on a cluster, in one place: modules make the objects, services and tests find them. */

export const namespaces = {
  /** Strimzi's operator. */
  operator: 'strimzi',
  /** The Kafka cluster, its topics and users, and the services: the operators write users' secrets here, beside who mounts them. */
  platform: 'millrace',
  monitoring: 'monitoring',
} as const;

/** The operator derives the names of everything it makes from these. */
export const kafkaCluster = {
  name: 'millrace',
  pools: { brokers: 'brokers', controllers: 'controllers', dualRole: 'dual-role' },
  /** The internal listener; its port is Strimzi's own for TLS clients. */
  listener: { name: 'tls', port: 9093 },
  /** The one for clients outside of the cluster; Strimzi makes Services of its name (`ListenersUtils`). */
  externalListener: { name: 'external', port: 9094 },
  /** By what becomes of a volume whose claim is gone: a class cannot be changed, so each policy has one of its own. */
  storageClasses: { retain: 'millrace-kafka-retain', delete: 'millrace-kafka-delete' },
} as const;

/** What clients are given first: the bootstrap Service that the operator makes (`KafkaResources.bootstrapServiceName`). */
export const bootstrapServer = `${kafkaCluster.name}-kafka-bootstrap.${namespaces.platform}.svc:${kafkaCluster.listener.port}`;

/** The brokers' and controllers' own (`KafkaResources.kafkaComponentName`). */
export const kafkaServiceAccount = `${kafkaCluster.name}-kafka`;

/** Secret with the key `ca.crt`, which the operator makes (`KafkaResources.clusterCaCertificateSecretName`). */
export const clusterCaSecret = `${kafkaCluster.name}-cluster-ca-cert`;

/** A service's KafkaUser, its SCRAM user name and its secret all have the service's own name. */
export const userOf = (service: string): string => service;

/** Of OTLP over HTTP, everywhere. */
export const OTLP_PORT = 4318;

/** The Collector that services send traces to; what its chart makes is named after it. */
export const traceCollector = 'otel-collector';

/** What a service of the cluster has as `OTEL_EXPORTER_OTLP_ENDPOINT`; it adds `/v1/traces` itself. */
export const otlpEndpoint = `http://${traceCollector}.${namespaces.monitoring}.svc:${OTLP_PORT}`;

/** As long as a label's value may be, so that the name can also be one; an object's own may have 253. */
const longestName = 63;
const objectName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** FNV-1a, 32 bits: tells names apart that are alike once they are spelled as Kubernetes does. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/**
 * `metadata.name` of a topic's object, at most 63 characters: the topic's own name where Kubernetes takes it, otherwise
 * (capitals, underscores, longer ones) one that is like it with a fingerprint behind. `spec.topicName` says the real one.
 */
export function kubernetesNameOf(topic: string): string {
  if (topic.length <= longestName && objectName.test(topic)) return topic;
  const mark = fingerprint(topic);
  const steps = topic
    .slice(0, longestName - mark.length - 1)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]/g, '-')
    .split('.')
    .map((step) => step.replaceAll(/^-+|-+$/g, ''))
    .filter((step) => step !== '');
  return [steps.join('.'), mark].filter((part) => part !== '').join('-');
}
