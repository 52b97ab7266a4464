import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildNodes } from './build-nodes';
import { serverOf, type ClusterNode } from './cluster-node';
import { requireConfig, type EmbeddedClusterOptions } from './cluster-options';
import { isWhole, partitionsKnownTo } from './cluster-probe';
import type { ClusterProcess } from './cluster-process';
import { readState, shapeState, writeState, type ClusterState } from './cluster-state';
import { LocalKafkaError } from './errors';
import { withLock } from './file-lock';
import { quorumSeenFrom, type MetadataQuorum } from './metadata-quorum';
import { resolveKafkaJars, type KafkaJars } from './resolve-jars';
import { KAFKA_VERSION } from './versions';
import { waitUntil } from './wait-until';

export type { EmbeddedClusterOptions } from './cluster-options';

// From facts: 8 to 10 s without the class archive on two busy cores, 15 to 50 s at worst.
const READY_LIMIT_MS = 120_000;
const ISR_LIMIT_MS = 60_000;
const LOCK_LIMIT_MS = 180_000;

/** A node's endpoint of metrics. */
export interface MetricsTarget {
  readonly id: number;
  /** `host:port`; the path is `/metrics`. */
  readonly server: string;
}

/** The partitions that are not whole, in a broker's own view; all of it while the broker does not answer. */
async function lackingPartitions(node: ClusterNode, alive: ReadonlySet<number>): Promise<string[]> {
  const views = await partitionsKnownTo(node.server);
  if (views === undefined) return [`node ${node.id} does not answer`];
  return views
    .filter((view) => !isWhole(view) || view.isr.some((id) => !alive.has(id)))
    .map((p) => `${p.topic}-${p.partition} (ISR ${p.isr.join(',') || 'none'} of ${p.replicas.join(',')})`);
}

/** A real Kafka cluster on this machine: KRaft nodes, each a Java process of its own, each in a rack. */
export class EmbeddedCluster {
  /** The brokers. */
  readonly nodes: readonly ClusterNode[];
  /** The nodes that are controllers only; none unless they were asked for. */
  readonly controllers: readonly ClusterProcess[];

  private constructor(
    private readonly options: EmbeddedClusterOptions,
    private readonly state: ClusterState,
  ) {
    const { brokers, controllers } = buildNodes(options, state);
    this.nodes = brokers;
    this.controllers = controllers;
  }

  /**
   * Starts every broker and resolves when each of them answers and knows all of them. In a folder whose cluster runs
   * (or half of it) the running brokers are kept and the others started. Stops what it started when it fails.
   */
  static async start(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
    requireConfig(options);
    return withLock(join(options.dir, 'start.lock'), LOCK_LIMIT_MS, async () => {
      const running = await EmbeddedCluster.attach(options);
      const cluster = running ?? (await EmbeddedCluster.prepare(options));
      running?.requireSamePorts();
      const missing: ClusterProcess[] = [];
      for (const node of cluster.processes) if (!(await node.isRunning())) missing.push(node);
      try {
        await cluster.launch(missing);
      } catch (error) {
        await Promise.all(missing.map((node) => node.stop().catch(() => undefined)));
        throw error;
      }
      return cluster;
    });
  }

  /** The cluster recorded in `dir` when at least one of its brokers runs. */
  static async attach(options: EmbeddedClusterOptions): Promise<EmbeddedCluster | undefined> {
    const state = await readState(options.dir);
    if (state === undefined) return undefined;
    const cluster = new EmbeddedCluster(options, state);
    const running = await Promise.all(cluster.processes.map((node) => node.isRunning()));
    return running.some(Boolean) ? cluster : undefined;
  }

  private static async prepare(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
    const state = await shapeState(options.dir, {
      brokers: options.brokers ?? 3,
      controllers: options.controllers,
      racks: options.racks ?? ['a', 'b', 'c'],
      ports: options.ports,
      controllerPorts: options.controllerPorts,
      metrics: options.metrics !== undefined,
      kafkaVersion: options.kafkaVersion ?? KAFKA_VERSION,
    });
    const cluster = new EmbeddedCluster(options, state);
    // Before the state is written and before anything is started: a busy port leaves no trace.
    for (const node of cluster.processes) await node.requirePorts();
    await writeState(options.dir, state);
    return cluster;
  }

  /** `host:port` of every broker, running or not. */
  get bootstrapServers(): readonly string[] {
    return this.nodes.map(({ server }) => server);
  }

  /** Where each node's metrics are, running or not; none of a cluster that was started without. */
  get metricsTargets(): readonly MetricsTarget[] {
    const { nodes, controllers = [] } = this.state;
    return [...nodes, ...controllers].flatMap(({ id, metricsPort: port }) =>
      port === undefined ? [] : [{ id, server: serverOf({ host: this.options.placement?.(id).host, port }) }],
    );
  }

  /** Every node: the brokers, then those that are controllers only. */
  get processes(): readonly ClusterProcess[] {
    return [...this.nodes, ...this.controllers];
  }

  /** One node of either kind, by its id. */
  process(id: number): ClusterProcess {
    return this.controllers.find((node) => node.id === id) ?? this.node(id);
  }

  /** One broker, by its id from 1. */
  node(id: number): ClusterNode {
    const found = this.nodes.find((node) => node.id === id);
    if (found !== undefined) return found;
    throw new LocalKafkaError(
      'LOCAL_OPTIONS_INVALID',
      `there is no node ${id}; the nodes are 1 to ${this.nodes.length}.`,
    );
  }

  /** The newest Kafka's own jars and the Java that runs them, for tools. */
  async jars(): Promise<KafkaJars> {
    return resolveKafkaJars({ ...this.options, kafkaVersion: KAFKA_VERSION });
  }

  /** Resolves when every broker answers and knows all of them to be in service. */
  async awaitReady(): Promise<void> {
    const all = this.nodes.map(({ id }) => id);
    await Promise.all(this.nodes.map((node) => node.awaitKnows(all, READY_LIMIT_MS)));
  }

  /**
   * Resolves when every running broker sees every partition led and all of its replicas in sync. Each is asked, and a
   * member of an ISR whose process is gone does not count: metadata tells of a kill only seconds later.
   */
  async awaitFullIsr(timeoutMs = ISR_LIMIT_MS): Promise<void> {
    let lacking: readonly string[] = [];
    await waitUntil(
      () => `every replica to be in sync; ${lacking.length} are not: ${lacking.slice(0, 5).join(', ')}`,
      async () => {
        const running = await this.requireRunning();
        const alive = new Set(running.map(({ id }) => id));
        const answers = await Promise.all(running.map((node) => lackingPartitions(node, alive)));
        lacking = answers.flat();
        return lacking.length === 0 ? true : undefined;
      },
      { timeoutMs },
    );
  }

  /** The broker that leads a partition now; waits through an election, and past a leader whose process is gone. */
  async leaderOf(topic: string, partition: number): Promise<number> {
    return waitUntil(
      `a leader of ${topic}-${partition}`,
      async () => {
        const running = await this.requireRunning();
        const views = (await Promise.all(running.map(({ server }) => partitionsKnownTo(server)))).flatMap(
          (v) => v ?? [],
        );
        const leaders = new Set(
          views.filter((view) => view.topic === topic && view.partition === partition).map(({ leader }) => leader),
        );
        // One answer from all: while they differ, an election is still being told around.
        const [leader] = leaders;
        return leaders.size === 1 && running.some(({ id }) => id === leader) ? leader : undefined;
      },
      { timeoutMs: ISR_LIMIT_MS },
    );
  }

  /** The metadata quorum, as its leader tells it through the first broker that answers; waits through an election. */
  async metadataQuorum(timeoutMs = ISR_LIMIT_MS): Promise<MetadataQuorum> {
    return waitUntil(
      'a leader of the metadata quorum',
      async () => {
        for (const node of await this.requireRunning()) {
          const quorum = await quorumSeenFrom(node.server);
          if (quorum !== undefined && (await this.process(quorum.leader).isRunning())) return quorum;
        }
        return undefined;
      },
      { timeoutMs },
    );
  }

  /** Resident memory of all brokers together, in bytes. */
  async residentBytes(): Promise<number> {
    const sizes = await Promise.all(this.nodes.map((node) => node.residentBytes()));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Stops every broker cleanly and keeps data and identity for the next start. */
  async stop(): Promise<void> {
    const voters = this.processes.filter((node) => node.isVoter);
    const quorumIsGone = async (): Promise<boolean> => {
      const running = await Promise.all(voters.map((node) => node.isRunning()));
      return running.filter(Boolean).length <= voters.length / 2;
    };
    // Brokers first: a clean stop of one asks the controllers.
    await Promise.all(this.nodes.map((node) => node.stop(quorumIsGone)));
    await Promise.all(this.controllers.map((node) => node.stop(quorumIsGone)));
  }

  /** Stops every broker and deletes the folder with everything in it. */
  async destroy(): Promise<void> {
    await this.stop();
    await rm(this.options.dir, { recursive: true, force: true });
  }

  private async launch(missing: readonly ClusterProcess[]): Promise<void> {
    if (missing.length > 0) {
      await resolveKafkaJars(this.options);
      const brokers = this.nodes.filter((node) => missing.includes(node)).map(({ id, server }) => `${id} on ${server}`);
      this.options.onProgress?.(`starting brokers ${brokers.join(', ')}`);
      await Promise.all(missing.map((node) => node.launch()));
    }
    await this.awaitReady();
    await Promise.all(this.controllers.map((node) => node.requireAlive()));
  }

  private async requireRunning(): Promise<readonly ClusterNode[]> {
    const running: ClusterNode[] = [];
    for (const node of this.nodes) if (await node.isRunning()) running.push(node);
    if (running.length > 0) return running;
    throw new LocalKafkaError(
      'LOCAL_NODE_STOPPED',
      `no broker of ${this.options.dir} is running; start the cluster first.`,
    );
  }

  private requireSamePorts(): void {
    const { ports } = this.options;
    const actual = this.nodes.map(({ port }) => port);
    if (ports === undefined || ports.join() === actual.join()) return;
    throw new LocalKafkaError(
      'LOCAL_CLUSTER_SHAPE',
      `the cluster in ${this.options.dir} runs on ports ${actual.join(', ')}, ${ports.join(', ')} were asked for; stop it first, then start it with the others.`,
    );
  }
}
