import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  EmbeddedCluster,
  KAFKA_VERSION,
  kafkaVersions,
  PartitionWatch,
  raiseMetadataVersion,
  waitUntil,
  type ClusterProcess,
} from '../../local/kafka';
import type { FaultNeed } from '../faults/fault';
import { DEFAULT_VOLUME_BYTES, EmbeddedPlaces, GroundError } from './embedded-nodes';
import { NO_MACHINES, type EmbeddedGround, type EmbeddedGroundOptions, type GroundSample } from './embedded-options';
import { EmbeddedSampler } from './embedded-sampler';
import { proofSettings, SESSION_TIMEOUT_MS } from './embedded-settings';
import { awaitController, awaitWhole } from './embedded-whole';

/** A broker with load notices at once; one without writes metadata twice a second, into what is left of a block. */
const FULL_LIMIT_MS = 60_000;
const REFILL_EVERY_MS = 50;

const idsUpTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

class BrokersOnThisMachine implements EmbeddedGround {
  readonly sessionTimeoutMs: number;
  readonly brokers: readonly number[];
  readonly topic: string;
  readonly partitions: number;
  readonly bootstrapServers: string;
  private readonly sampler: EmbeddedSampler;
  private readonly frozen = new Set<number>();
  private readonly cutOff = new Set<number>();

  constructor(
    readonly cluster: EmbeddedCluster,
    private readonly places: EmbeddedPlaces,
    private readonly options: EmbeddedGroundOptions,
  ) {
    this.sessionTimeoutMs = Number(options.config?.['broker.session.timeout.ms'] ?? SESSION_TIMEOUT_MS);
    this.brokers = cluster.nodes.map(({ id }) => id);
    this.topic = options.topic;
    this.partitions = options.partitions;
    this.bootstrapServers = cluster.bootstrapServers.join();
    const isSound = (id: number): boolean => !this.frozen.has(id) && !this.cutOff.has(id);
    this.sampler = new EmbeddedSampler(
      cluster.nodes,
      isSound,
      () => new PartitionWatch(options.topics ?? [options.topic]),
    );
  }

  get description(): string {
    const controllers = this.cluster.controllers.length;
    const nodes = `${this.brokers.length} brokers${controllers > 0 ? ` and ${controllers} controllers` : ''}`;
    return `embedded, ${nodes} ${this.places.reason === undefined ? 'in network namespaces, on small volumes' : 'on loopback'}`;
  }

  get kafkaVersions(): readonly string[] {
    const found = new Set(this.cluster.processes.map(({ kafkaVersion }) => kafkaVersion));
    return [...kafkaVersions].reverse().filter((version) => found.has(version));
  }

  unavailable(need: FaultNeed): string | undefined {
    if (need === 'network' || need === 'volumes') return this.places.reason;
    if (need === 'machines') return NO_MACHINES;
    if (need === 'versions' && this.kafkaVersions.every((version) => version === KAFKA_VERSION))
      return `the brokers run Kafka ${KAFKA_VERSION} already, the newest; start them as an older one`;
    if (need === 'controllers' && this.cluster.controllers.length === 0)
      return 'the brokers are the controllers, too; start it with controllers of their own';
    return undefined;
  }

  zoneOf(broker: number): string {
    return this.cluster.node(broker).rack;
  }

  leaderOf(partition: number): Promise<number> {
    return this.cluster.leaderOf(this.topic, partition);
  }

  async activeController(): Promise<number> {
    return (await this.cluster.metadataQuorum()).leader;
  }

  isController(broker: number): boolean {
    return this.cluster.process(broker).isVoter;
  }

  async kill(broker: number): Promise<void> {
    await this.cluster.process(broker).kill();
    this.frozen.delete(broker);
  }

  async stop(broker: number): Promise<void> {
    await this.cluster.process(broker).stop();
    this.frozen.delete(broker);
  }

  async launch(broker: number): Promise<void> {
    await this.cluster.process(broker).launch();
  }

  async start(broker: number): Promise<void> {
    if (this.brokers.includes(broker)) return this.cluster.node(broker).start();
    const since = Date.now();
    await this.launch(broker);
    await awaitController(this.cluster, broker, since);
  }

  async freeze(broker: number): Promise<void> {
    this.frozen.add(broker);
    await this.cluster.process(broker).pause();
  }

  async thaw(broker: number): Promise<void> {
    await this.cluster.process(broker).resume();
    this.frozen.delete(broker);
  }

  /**
   * Resolves when the others, too, have another controller than this one. A voter that comes back without its log while
   * they still name it the leader ends at once (Kafka 4.3: "leader ... is inconsistent with current leader").
   */
  async wipe(broker: number): Promise<void> {
    await this.cluster.process(broker).wipe();
    if (this.isController(broker)) await this.untilControllerIsNot(broker);
  }

  async untilControllerIsNot(broker: number): Promise<void> {
    const elected = async (): Promise<true | undefined> =>
      (await this.activeController()) === broker ? undefined : true;
    await waitUntil(`another controller than node ${broker}`, elected, { timeoutMs: FULL_LIMIT_MS });
  }

  /** Resolves when the broker has gone down over it: its only log directory is offline, and Kafka halts then. */
  async fillDisk(broker: number): Promise<void> {
    const node = this.cluster.process(broker);
    const fullAndDown = async (): Promise<true | undefined> => {
      // Again and again: a segment that Kafka deletes meanwhile makes space.
      await this.places.fill(broker);
      return (await node.isRunning()) ? undefined : true;
    };
    await waitUntil(`broker ${broker} to go down, its disk full`, fullAndDown, {
      timeoutMs: FULL_LIMIT_MS,
      everyMs: REFILL_EVERY_MS,
    });
  }

  async emptyDisk(broker: number): Promise<void> {
    await this.places.empty(broker);
  }

  async cut(broker: number, way: 'both' | 'in' | 'out'): Promise<void> {
    await this.places.cut(broker, way);
    this.cutOff.add(broker);
  }

  async slow(broker: number): Promise<void> {
    await this.places.slow(broker);
  }

  async mendNetwork(broker: number): Promise<void> {
    await this.places.mend(broker);
    this.cutOff.delete(broker);
  }

  async upgrade(broker: number): Promise<void> {
    // Controllers first, as operators do it, each with the others whole.
    for (const controller of this.cluster.controllers) {
      if (controller.kafkaVersion === KAFKA_VERSION) continue;
      await this.renew(controller);
      await this.untilWhole();
    }
    await this.renew(this.cluster.process(broker));
  }

  async finishUpgrade(): Promise<void> {
    const older = this.cluster.processes.filter(({ kafkaVersion }) => kafkaVersion !== KAFKA_VERSION);
    if (older.length > 0) {
      throw new GroundError(
        `nodes ${older.map(({ id }) => id).join(', ')} run ${older[0]?.kafkaVersion}; the metadata version is raised when all of them run ${KAFKA_VERSION}. Upgrade them first.`,
      );
    }
    const { env } = this.options;
    await raiseMetadataVersion(await this.cluster.jars(), this.cluster.bootstrapServers, KAFKA_VERSION, env);
  }

  async untilWhole(): Promise<void> {
    await awaitWhole(this.cluster);
  }

  sample(): Promise<GroundSample> {
    return this.sampler.sample();
  }

  async recover(): Promise<void> {
    await this.places.restore();
    this.cutOff.clear();
    for (const broker of [...this.frozen]) await this.thaw(broker);
    const down: ClusterProcess[] = [];
    for (const node of this.cluster.processes) if (!(await node.isRunning())) down.push(node);
    // All before one is waited for: they may need each other.
    await Promise.all(down.map((node) => node.launch()));
    await Promise.all(down.map(({ id }) => this.start(id)));
  }

  async close(keep: 'nothing' | 'logs' = 'nothing'): Promise<void> {
    await this.sampler.close();
    // Not a clean stop: that needs a quorum and the network, and nobody reads the data again.
    await Promise.all(this.cluster.processes.map((node) => node.kill()));
    await this.places.release();
    await removeBut(resolve(this.options.dir), keep === 'logs' ? ['logs'] : []);
  }

  private async renew(node: ClusterProcess): Promise<void> {
    await this.stop(node.id);
    await node.useVersion(KAFKA_VERSION);
    await this.start(node.id);
  }
}

async function removeBut(dir: string, kept: readonly string[]): Promise<void> {
  if (kept.length === 0) return rm(dir, { recursive: true, force: true });
  const names = (await readdir(dir)).filter((name) => !kept.includes(name));
  await Promise.all(names.map((name) => rm(join(dir, name), { recursive: true, force: true })));
}

/** Starts the brokers, new and empty, and resolves when they serve. Undoes what it did when it fails. */
export async function startEmbeddedGround(options: EmbeddedGroundOptions): Promise<EmbeddedGround> {
  const { sandbox, brokers = 3, controllers = 0, kafkaVersion = KAFKA_VERSION, zones = ['a', 'b', 'c'] } = options;
  const dir = resolve(options.dir);
  const clusterOptions = { dir, env: options.env, brokers, controllers, kafkaVersion };
  if ((await EmbeddedCluster.attach(clusterOptions)) !== undefined)
    throw new GroundError(
      `a cluster runs in ${dir}; another proof may be at work there. Stop it, or use another folder.`,
    );
  await removeBut(dir, []);
  const places = await EmbeddedPlaces.prepare(
    sandbox,
    dir,
    idsUpTo(brokers + controllers),
    options.volumeBytes ?? DEFAULT_VOLUME_BYTES,
  );
  try {
    const cluster = await EmbeddedCluster.start({
      ...clusterOptions,
      racks: zones,
      config: { ...proofSettings, ...options.config },
      ...(places.reason === undefined ? { placement: (node: number) => places.placement(node) } : {}),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
    return new BrokersOnThisMachine(cluster, places, options);
  } catch (error) {
    await places.release();
    throw error;
  }
}
