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
  storageClass: 'millrace-kafka',
} as const;

/** What clients are given first: the bootstrap Service that the operator makes (`KafkaResources.bootstrapServiceName`). */
export const bootstrapServer = `${kafkaCluster.name}-kafka-bootstrap.${namespaces.platform}.svc:${kafkaCluster.listener.port}`;

/** Secret with the key `ca.crt`, which the operator makes (`KafkaResources.clusterCaCertificateSecretName`). */
export const clusterCaSecret = `${kafkaCluster.name}-cluster-ca-cert`;

/** A service's KafkaUser, its SCRAM user name and its secret all have the service's own name. */
export const userOf = (service: string): string => service;

/** The principal that the brokers see: SCRAM users by their name, TLS users by their certificate's subject. */
export const principalOf = (service: string, authentication: 'scram' | 'mtls'): string =>
  authentication === 'mtls' ? `User:CN=${userOf(service)}` : `User:${userOf(service)}`;
