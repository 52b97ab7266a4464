/** The embedded Kafka: a real cluster from Kafka's published jars, on loopback, without containers. */
export { cacheDir, type Environment } from './cache-dir';
export type { ClusterNode } from './cluster-node';
export { EmbeddedCluster, type EmbeddedClusterOptions } from './embedded-cluster';
export type { ListenerAddress, SecuredListener } from './listeners';
export { LocalKafkaError, type LocalKafkaErrorCode } from './errors';
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
export { KAFKA_VERSION } from './versions';
