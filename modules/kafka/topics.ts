import { createHash } from 'node:crypto';
import { namespaces } from '../../model/cluster-names';
import type { Topic } from '../../model/environment';
import type { KafkaTopic } from '../kubernetes/generated/strimzi';
import { keepPolicy } from '../releases/object-refs';
import { kafkaLabels, topicAnnotations } from './names';

export interface TopicsProps {
  readonly topics: readonly Topic[];
  /** A topic that the model no longer names is deleted, records and all. */
  readonly deleteTopics: boolean;
}

/** A name of Kubernetes (RFC 1123 subdomain): Kafka takes capitals and underscores too. */
const legalObjectName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** The topic's own name where Kubernetes takes it; else what is left of it with a digest, so that no two become one. */
export function objectNameOf(topic: string): string {
  if (legalObjectName.test(topic)) return topic;
  const readable = topic
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const digest = createHash('sha256').update(topic).digest('hex').slice(0, 8);
  return [readable.slice(0, 200), digest].filter((part) => part !== '').join('-');
}

/** The model's topics as the topic operator takes them. */
export function kafkaTopics({ topics, deleteTopics }: TopicsProps): KafkaTopic[] {
  return topics.map(({ name, description, owner, durability, partitions, replicationFactor, config }) => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: {
      name: objectNameOf(name),
      namespace: namespaces.platform,
      labels: kafkaLabels({ name: 'kafka-topic', component: 'topic' }),
      annotations: {
        [topicAnnotations.owner]: owner,
        [topicAnnotations.durability]: durability,
        [topicAnnotations.description]: description,
        ...(deleteTopics ? {} : keepPolicy),
      },
    },
    spec: { topicName: name, partitions, replicas: replicationFactor, config },
  }));
}
