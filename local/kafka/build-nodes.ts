import { join, resolve } from 'node:path';
import { ClusterNode, serverOf } from './cluster-node';
import type { EmbeddedClusterOptions } from './cluster-options';
import { ClusterProcess } from './cluster-process';
import type { ClusterState } from './cluster-state';
import { KafkaNode } from './kafka-node';
import { metricsReporter, type NodeMetrics } from './metrics-reporter';
import { resolveKafkaJars, resolvePinnedJars, type KafkaJars } from './resolve-jars';
import type { NodeSettings, Voter } from './server-properties';
import { KAFKA_VERSION, type KafkaVersion } from './versions';

/** Every process of a cluster, running or not. */
export interface ClusterProcesses {
  readonly brokers: readonly ClusterNode[];
  /** Those that are controllers only. */
  readonly controllers: readonly ClusterProcess[];
}

/** Asks once for each version, whoever asks. */
function jarsOf(options: EmbeddedClusterOptions): (version: KafkaVersion) => Promise<KafkaJars> {
  const asked = new Map<KafkaVersion, Promise<KafkaJars>>();
  return (kafkaVersion) => {
    const jars = asked.get(kafkaVersion) ?? resolveKafkaJars({ ...options, kafkaVersion });
    asked.set(kafkaVersion, jars);
    return jars;
  };
}

/** Classes besides Kafka's, asked for once. */
function pluginsOf(options: EmbeddedClusterOptions): (() => Promise<string>) | undefined {
  if (options.metrics === undefined) return undefined;
  let asked: Promise<string> | undefined;
  return () => (asked ??= resolvePinnedJars(metricsReporter, options).then(({ classpath }) => classpath));
}

/** What a node tells of itself, where it has a port for it. */
function metricsOf({ metrics }: EmbeddedClusterOptions, state: ClusterState, id: number): NodeMetrics | undefined {
  const port = [...state.nodes, ...(state.controllers ?? [])].find((node) => node.id === id)?.metricsPort;
  return metrics === undefined || port === undefined ? undefined : { port, allowList: metrics.allowList };
}

export function buildNodes(options: EmbeddedClusterOptions, state: ClusterState): ClusterProcesses {
  const dir = resolve(options.dir);
  const hostOf = (id: number): string | undefined => options.placement?.(id).host;
  const controllers = state.controllers ?? [];
  const voters = [...state.nodes, ...controllers].flatMap(({ id, controllerPort }): Voter[] =>
    controllerPort === undefined ? [] : [{ id, host: hostOf(id), port: controllerPort }],
  );
  const jars = jarsOf(options);
  const plugins = pluginsOf(options);
  const nodeOf = (own: Pick<NodeSettings, 'id' | 'port' | 'rack'>): KafkaNode =>
    new KafkaNode({
      dir,
      clusterId: state.clusterId,
      settings: {
        ...own,
        host: hostOf(own.id),
        dataDir: options.placement?.(own.id).dataDir ?? join(dir, `node-${own.id}`, 'data'),
        voters,
        brokers: state.nodes.length,
        config: options.config ?? {},
        secured: options.secured,
        metrics: metricsOf(options, state, own.id),
      },
      launcher: options.placement?.(own.id).launcher ?? [],
      kafkaVersion: options.kafkaVersion ?? KAFKA_VERSION,
      env: options.env,
      heap: options.heap ?? '256m',
      jvmOptions: options.jvmOptions ?? [],
      detached: options.detached ?? false,
      jars,
      plugins,
      // One that was recorded with more classes fits no node without them.
      mayRecordArchive: own.id === 1 && plugins === undefined,
    });
  const servers = state.nodes.map(({ id, port }) => serverOf({ host: hostOf(id), port }));
  const racks = options.racks ?? ['a'];
  return {
    brokers: state.nodes.map(({ id, port, rack }) => new ClusterNode(nodeOf({ id, port, rack }), port, servers)),
    controllers: controllers.map(
      ({ id }, index) => new ClusterProcess(nodeOf({ id, rack: racks[index % racks.length] ?? 'a' })),
    ),
  };
}
