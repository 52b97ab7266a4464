import { kafkaCluster } from '../../../model/cluster-names';

/** Names and labels of everything that a proof puts into a platform's namespace, by which it is found and removed again. */

/** The ledger's topics begin with it; its groups and transactional ids begin with the word. */
export const topicPrefix = 'ledger.';
export const groupPrefix = 'ledger';

/** Of the Kafka user, its secret, the agents' pod and its NetworkPolicy. */
export const ledgerName = `${kafkaCluster.name}-ledger`;

/** On all of it, and on nothing else. */
export const ledgerLabel = { 'millrace.dev/ledger': 'true' } as const;
export const ledgerSelector = 'millrace.dev/ledger=true';

export const labels = {
  'app.kubernetes.io/name': 'ledger',
  'app.kubernetes.io/instance': 'millrace',
  'app.kubernetes.io/part-of': 'millrace',
  // Not `service`: that would make the pod one of the services.
  'app.kubernetes.io/component': 'proof',
  'app.kubernetes.io/managed-by': 'make-prove',
  ...ledgerLabel,
} as const;

/** The operators' own: which cluster a topic or user belongs to. Never on the pod, which would get the brokers' rights. */
export const clusterLabel = { 'strimzi.io/cluster': kafkaCluster.name } as const;

/** On a machine that a fault has cordoned. */
export const awayLabel = 'millrace.dev/ledger-away';

/** Kinds, in the order in which they are removed: topics while there is still somebody to remove them. */
export const ledgerKinds = [
  'pods',
  'kafkatopics.kafka.strimzi.io',
  'kafkausers.kafka.strimzi.io',
  'networkpolicies.networking.k8s.io',
] as const;

/** In the agents' pod. */
export const inPod = {
  folder: '/ledger',
  journals: '/ledger/journals',
  specs: '/ledger/specs',
  /** Touched as long as the driver is there; the pod ends when it is old. */
  beat: '/ledger/beat',
  credentials: '/etc/millrace/kafka',
} as const;
