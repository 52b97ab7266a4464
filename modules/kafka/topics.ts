import { kubernetesNameOf, namespaces } from '../../model/cluster-names';
import type { Topic } from '../../model/environment';
import type { KafkaTopic } from '../kubernetes/generated/strimzi';
import { keepPolicy } from '../releases/object-refs';
import { kafkaLabels, topicAnnotations } from './names';

export interface TopicsProps {
  readonly topics: readonly Topic[];
  /** A topic that the model no longer names is deleted, records and all. */
  readonly deleteTopics: boolean;
}

/** The model's topics as the topic operator takes them. */
export function kafkaTopics({ topics, deleteTopics }: TopicsProps): KafkaTopic[] {
  return topics.map(({ name, description, owner, durability, partitions, replicationFactor, config }) => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: {
      name: kubernetesNameOf(name),
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
