import { kafkaCluster } from '../../model/cluster-names';
import { labelsOf, type Identity } from '../kubernetes/object';

/** Labels and annotations by which the Kafka objects and who uses them find each other. */

/** The operators' own label: which cluster an object belongs to, and on every pod that the cluster has. */
export const clusterLabel = { 'strimzi.io/cluster': kafkaCluster.name } as const;

/** On pods that may open a connection to the brokers' listener; any other is refused by the NetworkPolicy. */
export const kafkaClientLabel = { 'millrace.dev/kafka-client': 'true' } as const;

/** What a topic's object says of it beyond Kafka's own settings. */
export const topicAnnotations = {
  owner: 'millrace.dev/owner',
  durability: 'millrace.dev/durability',
  description: 'millrace.dev/description',
} as const;

/** The standard labels and the operators' own, by which they find pools, topics and users. */
export const kafkaLabels = (identity: Identity): Record<string, string> => ({ ...labelsOf(identity), ...clusterLabel });
