import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../../environments';
import { EmbeddedCluster, reconcileTopics, type KafkaJars } from '../../local/kafka';
import { withAdmin } from '../../local/kafka/cluster-probe';
import { waitUntil } from '../../local/kafka/wait-until';
import { freePortOffset } from '../../local/platform/free-offset';
import { describePlatform, type Platform } from '../../local/platform/platform';
import type { Steps } from '../../local/platform/steps';
import { resolve } from '../../model/resolve';

export interface TopicShape {
  readonly partitions: number;
  /** @default 3 */
  readonly replicationFactor?: number;
  /** @default - min.insync.replicas 2 */
  readonly config?: Readonly<Record<string, string>>;
}

/** What a run was given to work with. */
export interface BenchStart {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly brokers: number;
  readonly signal: AbortSignal;
  readonly steps: Steps;
}

const GONE_LIMIT_MS = 30_000;
/** A topic's files go at once instead of after a minute: runs make gigabytes. */
const TOPIC_CONFIG = { 'min.insync.replicas': '2', 'file.delete.delay.ms': '1000' };

/** Brokers of our own for one suite, and a folder that goes with them. */
export class BenchPlatform {
  private made = 0;
  private readonly topics: string[] = [];

  private constructor(
    readonly start: BenchStart,
    readonly dir: string,
    readonly platform: Platform,
    readonly cluster: EmbeddedCluster,
    readonly jars: KafkaJars,
  ) {}

  static async start(start: BenchStart): Promise<BenchPlatform> {
    const environment = resolve(environments.local);
    const dir = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
    try {
      const [programDir, portOffset] = [join(dir, 'programs'), await freePortOffset(environment)];
      const platform = describePlatform({ environment, stateDir: dir, programDir, env: start.env, portOffset });
      const { ports, controllerPorts, ...options } = platform.cluster;
      // The environment's ports are for its own number of brokers; another number finds free ones.
      const own = start.brokers === options.brokers ? { ports, controllerPorts } : {};
      const cluster = await start.steps.run(`${start.brokers} brokers ready`, () =>
        EmbeddedCluster.start({ ...options, ...defined(own), brokers: start.brokers, detached: false }),
      );
      return new BenchPlatform(start, dir, platform, cluster, await cluster.jars());
    } catch (error) {
      await rm(dir, { recursive: true, force: true });
      throw error;
    }
  }

  get servers(): readonly string[] {
    return this.cluster.bootstrapServers;
  }

  /** Makes an empty topic with a name that was never used, and deletes those made before. */
  async freshTopic(shape: TopicShape): Promise<string> {
    this.made += 1;
    const name = `bench-${this.made}`;
    await this.deleteTopics(this.topics.splice(0));
    await this.createTopic(name, shape);
    this.topics.push(name);
    return name;
  }

  /** Makes a topic of this name empty, whatever it was. */
  async renewTopic(name: string, shape: TopicShape): Promise<void> {
    await this.deleteTopics([name]);
    await this.createTopic(name, shape);
  }

  async destroy(): Promise<void> {
    await this.cluster.destroy();
    await rm(this.dir, { recursive: true, force: true });
  }

  private async createTopic(name: string, { partitions, replicationFactor = 3, config }: TopicShape): Promise<void> {
    const topic = { name, partitions, replicationFactor, config: { ...TOPIC_CONFIG, ...config } };
    await reconcileTopics(this.servers, [topic]);
  }

  private async deleteTopics(names: readonly string[]): Promise<void> {
    await withAdmin(this.servers, async (admin) => {
      const there = await admin.listTopics();
      const topics = names.filter((name) => there.includes(name));
      if (topics.length === 0) return;
      await admin.deleteTopics({ topics });
      const gone = async (): Promise<true | undefined> =>
        (await admin.listTopics()).some((name) => topics.includes(name)) ? undefined : true;
      await waitUntil(`topics ${topics.join(', ')} to be gone`, gone, { timeoutMs: GONE_LIMIT_MS, everyMs: 50 });
    });
  }
}

/** Without what is undefined. */
function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
