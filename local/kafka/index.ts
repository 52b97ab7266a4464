/** The embedded Kafka: a real cluster from Kafka's published jars, on loopback, without containers. */
export { cacheDir, type Environment } from './cache-dir';
export type { ClusterNode } from './cluster-node';
export type { NodePlacement } from './cluster-options';
export { withAdmin, partitionViews, PartitionWatch, type PartitionView } from './cluster-probe';
export type { ClusterProcess } from './cluster-process';
export { EmbeddedCluster, type EmbeddedClusterOptions, type MetricsTarget } from './embedded-cluster';
export type { ListenerAddress, SecuredListener } from './listeners';
export { LocalKafkaError, type LocalKafkaErrorCode } from './errors';
export { guard } from './guardian';
export type { MetadataQuorum } from './metadata-quorum';
export { raiseMetadataVersion } from './metadata-version';
export { readTopics, reconcileTopics, type ReconcileOptions } from './reconcile-topics';
export { resolveKafkaJars, type KafkaJars, type ResolveOptions } from './resolve-jars';
export { runTool, type ToolOptions, type ToolResult } from './run-tool';
export {
  planTopics,
  type ActualTopic,
  type ConfigChange,
  type DesiredTopic,
  type Refusal,
  type TopicChange,
} from './topic-plan';
export { QUICK_FAILOVER } from './server-properties';
export { KAFKA_VERSION, KAFKA_VERSION_BEFORE, kafkaVersions, type KafkaVersion } from './versions';
export { waitUntil, type WaitOptions } from './wait-until';
