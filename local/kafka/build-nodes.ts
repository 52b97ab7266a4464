import { join, resolve } from 'node:path';
import { ClusterNode, serverOf } from './cluster-node';
import type { EmbeddedClusterOptions } from './cluster-options';
import { ClusterProcess } from './cluster-process';
import type { ClusterState } from './cluster-state';
import { KafkaNode } from './kafka-node';
import { resolveKafkaJars, type KafkaJars } from './resolve-jars';
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

export function buildNodes(options: EmbeddedClusterOptions, state: ClusterState): ClusterProcesses {
  const dir = resolve(options.dir);
  const hostOf = (id: number): string | undefined => options.placement?.(id).host;
  const controllers = state.controllers ?? [];
  const voters = [...state.nodes, ...controllers].flatMap(({ id, controllerPort }): Voter[] =>
    controllerPort === undefined ? [] : [{ id, host: hostOf(id), port: controllerPort }],
  );
  const jars = jarsOf(options);
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
      },
      launcher: options.placement?.(own.id).launcher ?? [],
      kafkaVersion: options.kafkaVersion ?? KAFKA_VERSION,
      env: options.env,
      heap: options.heap ?? '256m',
      jvmOptions: options.jvmOptions ?? [],
      detached: options.detached ?? false,
      jars,
      mayRecordArchive: own.id === 1,
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
