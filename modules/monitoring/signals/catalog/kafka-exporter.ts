import { gauge, type ExporterFacts } from './exporter';

/** Kafka Exporter (danielqsj/kafka_exporter), which Strimzi runs; it asks the brokers over Kafka's own protocol. */
export const kafkaExporter = {
  title: 'Kafka Exporter',
  metrics: {
    kafka_brokers: gauge(),
    kafka_consumergroup_current_offset: gauge('consumergroup', 'topic', 'partition'),
    kafka_consumergroup_lag: gauge('consumergroup', 'topic', 'partition'),
    kafka_consumergroup_members: gauge('consumergroup'),
    kafka_topic_partition_current_offset: gauge('topic', 'partition'),
    kafka_topic_partition_in_sync_replica: gauge('topic', 'partition'),
    kafka_topic_partition_leader: gauge('topic', 'partition'),
    kafka_topic_partition_leader_is_preferred: gauge('topic', 'partition'),
    kafka_topic_partition_oldest_offset: gauge('topic', 'partition'),
    kafka_topic_partition_replicas: gauge('topic', 'partition'),
    kafka_topic_partition_under_replicated_partition: gauge('topic', 'partition'),
    kafka_topic_partitions: gauge('topic'),
  },
} as const satisfies ExporterFacts;
