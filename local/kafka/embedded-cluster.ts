import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from './cache-dir';
import { ClusterNode } from './cluster-node';
import { isWhole, partitionsKnownTo } from './cluster-probe';
import { readState, shapeState, writeState, type ClusterState } from './cluster-state';
import { LocalKafkaError } from './errors';
import { withLock } from './file-lock';
import { KafkaNode } from './kafka-node';
import { resolveKafkaJars, type KafkaJars } from './resolve-jars';
import type { SecuredListener } from './listeners';
import { reservedProperties } from './server-properties';
import { KAFKA_VERSION } from './versions';
import { waitUntil } from './wait-until';

/** What an embedded cluster is started with. */
export interface EmbeddedClusterOptions {
  /** Data, logs and process records live here; the same folder later is the same cluster. */
  readonly dir: string;
  /** For the cache (`MILLRACE_CACHE_DIR`), Java (`JAVA_HOME`, `PATH`) and as the brokers' environment. */
  readonly env: Environment;
  /** @default 3 */
  readonly brokers?: number;
  /** Given to the brokers in turn. @default ['a', 'b', 'c'] */
  readonly racks?: readonly string[];
  /** Client listeners, one for each broker. @default - the last start's, else free ones */
  readonly ports?: readonly number[];
  /** Controller listeners, one for each voter (see `voterCount`). @default - the last start's, else free ones */
  readonly controllerPorts?: readonly number[];
  /** Broker properties from the model. @default - none */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * A listener with TLS, authentication and ACLs besides the one on loopback; to be given at every start of the cluster,
   * for its addresses and files are not recorded. @default - none, and no authorizer
   */
  readonly secured?: SecuredListener;
  /** Each broker's largest heap. @default '256m' */
  readonly heap?: string;
  /** More JVM flags, after this library's own. @default - none */
  readonly jvmOptions?: readonly string[];
  /** Whether the brokers outlive this process. @default false */
  readonly detached?: boolean;
  /** @default - nothing is reported */
  readonly onProgress?: (line: string) => void;
}

// From facts: 8 to 10 s without the class archive on two busy cores, 15 to 50 s at worst.
const READY_LIMIT_MS = 120_000;
const ISR_LIMIT_MS = 60_000;
const LOCK_LIMIT_MS = 180_000;

function requireConfig({ config = {}, secured }: EmbeddedClusterOptions): void {
  const own = reservedProperties(secured);
  const reserved = Object.keys(config).filter((key) => own.has(key));
  if (reserved.length === 0) return;
  throw new LocalKafkaError(
    'LOCAL_OPTIONS_INVALID',
    `config sets ${reserved.join(', ')}; the embedded cluster decides these itself. Use the options brokers, racks, ports, controllerPorts, secured and dir.`,
  );
}

function buildNodes(options: EmbeddedClusterOptions, state: ClusterState): KafkaNode[] {
  const voters = state.nodes.flatMap(({ id, controllerPort }) =>
    controllerPort === undefined ? [] : [{ id, port: controllerPort }],
  );
  let jars: Promise<KafkaJars> | undefined;
  return state.nodes.map(
    ({ id, port, rack }) =>
      new KafkaNode({
        dir: resolve(options.dir),
        clusterId: state.clusterId,
        settings: {
          id,
          port,
          rack,
          dataDir: join(resolve(options.dir), `node-${id}`, 'data'),
          voters,
          brokers: state.nodes.length,
          config: options.config ?? {},
          secured: options.secured,
        },
        env: options.env,
        heap: options.heap ?? '256m',
        jvmOptions: options.jvmOptions ?? [],
        detached: options.detached ?? false,
        jars: () => (jars ??= resolveKafkaJars(options)),
        mayRecordArchive: id === 1,
      }),
  );
}

/** The partitions that are not whole, in a broker's own view; all of it while the broker does not answer. */
async function lackingPartitions(node: ClusterNode, alive: ReadonlySet<number>): Promise<string[]> {
  const views = await partitionsKnownTo(node.server);
  if (views === undefined) return [`node ${node.id} does not answer`];
  return views
    .filter((view) => !isWhole(view) || view.isr.some((id) => !alive.has(id)))
    .map((p) => `${p.topic}-${p.partition} (ISR ${p.isr.join(',') || 'none'} of ${p.replicas.join(',')})`);
}

/** A real Kafka cluster on loopback: combined KRaft nodes, each a Java process of its own, each in a rack. */
export class EmbeddedCluster {
  readonly nodes: readonly ClusterNode[];

  private constructor(
    private readonly options: EmbeddedClusterOptions,
    state: ClusterState,
  ) {
    const ports = state.nodes.map(({ port }) => port);
    this.nodes = buildNodes(options, state).map((node) => new ClusterNode(node, ports));
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
      const missing: ClusterNode[] = [];
      for (const node of cluster.nodes) if (!(await node.isRunning())) missing.push(node);
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
    const running = await Promise.all(cluster.nodes.map((node) => node.isRunning()));
    return running.some(Boolean) ? cluster : undefined;
  }

  private static async prepare(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
    const state = await shapeState(options.dir, {
      brokers: options.brokers ?? 3,
      racks: options.racks ?? ['a', 'b', 'c'],
      ports: options.ports,
      controllerPorts: options.controllerPorts,
      kafkaVersion: KAFKA_VERSION,
    });
    const cluster = new EmbeddedCluster(options, state);
    // Before the state is written and before anything is started: a busy port leaves no trace.
    for (const node of cluster.nodes) await node.requirePorts();
    await writeState(options.dir, state);
    return cluster;
  }

  /** `127.0.0.1:<port>` of every broker, running or not. */
  get bootstrapServers(): readonly string[] {
    return this.nodes.map(({ server }) => server);
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

  /** Kafka's own jars and the Java that runs them, for tools. */
  async jars(): Promise<KafkaJars> {
    return resolveKafkaJars(this.options);
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

  /** Resident memory of all brokers together, in bytes. */
  async residentBytes(): Promise<number> {
    const sizes = await Promise.all(this.nodes.map((node) => node.residentBytes()));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Stops every broker cleanly and keeps data and identity for the next start. */
  async stop(): Promise<void> {
    const voters = this.nodes.filter((node) => node.isVoter);
    const quorumIsGone = async (): Promise<boolean> => {
      const running = await Promise.all(voters.map((node) => node.isRunning()));
      return running.filter(Boolean).length <= voters.length / 2;
    };
    await Promise.all(this.nodes.map((node) => node.stop(quorumIsGone)));
  }

  /** Stops every broker and deletes the folder with everything in it. */
  async destroy(): Promise<void> {
    await this.stop();
    await rm(this.options.dir, { recursive: true, force: true });
  }

  private async launch(missing: readonly ClusterNode[]): Promise<void> {
    if (missing.length > 0) {
      await this.jars();
      this.options.onProgress?.(`starting brokers ${missing.map(({ id, port }) => `${id} on ${port}`).join(', ')}`);
      await Promise.all(missing.map((node) => node.launch()));
    }
    await this.awaitReady();
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
