import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeRuntimeConfig } from '../../contracts/runtime-config';
import type { ServiceName } from '../../contracts/services';
import { environments } from '../../environments';
import { resolve } from '../../model/resolve';
import { runtimeConfig } from '../../model/runtime-config';
import type { Environment } from '../../local/kafka';
import { reconcileTopics } from '../../local/kafka';
import { withAdmin } from '../../local/kafka/cluster-probe';
import { chooseFreePorts } from '../../local/kafka/ports';
import { KAFKA_VERSION_BEFORE } from '../../local/kafka/versions';
import { waitUntil } from '../../local/kafka/wait-until';
import { startAgent } from '../agents/start-agent';
import type { AgentKafka } from '../agents/spec';
import { scanTopic } from '../plain/scan';
import type { LedgerTopic, RunningService, Target } from '../run/target';
import { runService } from '../service-process';
import { topicOfLine } from '../run/stage';
import type { Load } from '../settings/load';
import type { ClusterShape } from '../settings/setting';
import type { Sandbox } from '../sandbox/sandbox';
import { startEmbeddedGround } from './embedded-ground';
import type { EmbeddedGround } from './embedded-options';
import { proofSettings } from './embedded-settings';

export interface EmbeddedTargetOptions {
  /** Brokers' data, journals and logs. */
  readonly dir: string;
  readonly env: Environment;
  readonly sandbox: Sandbox | { readonly reason: string };
  readonly shape: ClusterShape;
  readonly load: Load;
  /** Folder of the bundled programs: `agent.js`, and each service's. */
  readonly programs: string;
  readonly interrupted: AbortSignal;
}

const TOPICS_GONE_MS = 60_000;

async function freshTopics(servers: readonly string[], topics: readonly LedgerTopic[]): Promise<void> {
  const ours = Object.values(topicOfLine);
  await withAdmin(servers, async (admin) => {
    const there = (await admin.listTopics()).filter((name) => ours.includes(name));
    if (there.length > 0) await admin.deleteTopics({ topics: there });
    const gone = async (): Promise<true | undefined> =>
      (await admin.listTopics()).some((name) => ours.includes(name)) ? undefined : true;
    await waitUntil(`topics ${there.join(', ')} to be gone`, gone, { timeoutMs: TOPICS_GONE_MS });
  });
  await reconcileTopics(servers, topics);
}

/** Topics that services use besides those of the ledger; several services are started at once. */
async function otherTopics(bootstrapServers: readonly string[]): Promise<void> {
  const ours: readonly string[] = Object.values(topicOfLine);
  const { topics } = resolve(environments.local);
  await reconcileTopics(
    bootstrapServers,
    topics.filter(({ name }) => !ours.includes(name)),
  );
}

/** As the local platform runs it, with `no-loss`. */
async function startNamed(
  { programs, interrupted }: EmbeddedTargetOptions,
  bootstrapServers: readonly string[],
  name: ServiceName,
): Promise<RunningService> {
  const environment = resolve(environments.local);
  const [port = 0] = await chooseFreePorts(1, []);
  const config = runtimeConfig(environment, name, {
    bootstrapServers,
    instance: `${name}-proof`,
    security: { protocol: 'PLAINTEXT' },
    host: '127.0.0.1',
  });
  const variables = encodeRuntimeConfig({ ...config, http: { ...config.http, port } });
  const program = join(programs, `${name}.js`);
  return runService({ name, program, variables, port }, 'ready', interrupted);
}

/** What a soak needs besides: any of the services, and room for the next round while they go on. */
export interface EmbeddedTarget extends Target {
  startService(name: ServiceName): Promise<RunningService>;
  /** Takes the records out of the ledger's topics, which stay; journals are removed. */
  empty(): Promise<void>;
}

async function emptyTopics(servers: readonly string[]): Promise<void> {
  const ours = Object.values(topicOfLine);
  await withAdmin(servers, async (admin) => {
    for (const topic of (await admin.listTopics()).filter((name) => ours.includes(name))) {
      const partitions = await admin.fetchTopicOffsets(topic);
      const ends = partitions.map(({ partition, high }) => ({ partition, offset: high }));
      await admin.deleteTopicRecords({ topic, partitions: ends });
    }
  });
}

/** Brokers as processes of this machine, made for one shape of cluster. */
export async function openEmbeddedTarget(options: EmbeddedTargetOptions): Promise<EmbeddedTarget> {
  const { dir, env, sandbox, shape, load } = options;
  const journals = join(dir, 'journals');
  await mkdir(journals, { recursive: true });
  const ground: EmbeddedGround = await startEmbeddedGround({
    dir: join(dir, 'kafka'),
    env,
    sandbox,
    brokers: shape.brokers,
    controllers: shape.controllers === 'apart' ? 3 : 0,
    ...(shape.version === 'older' ? { kafkaVersion: KAFKA_VERSION_BEFORE } : {}),
    topic: topicOfLine.client,
    partitions: load.partitions,
    topics: Object.values(topicOfLine),
  });
  const servers = ground.bootstrapServers.split(',');
  const kafka: AgentKafka = { bootstrapServers: ground.bootstrapServers, security: { protocol: 'PLAINTEXT' } };
  const journalPath = (agent: string): string => join(journals, `${agent}.journal`);
  let others: Promise<void> | undefined;
  const startService = async (name: ServiceName): Promise<RunningService> => {
    await (others ??= otherTopics(servers));
    return startNamed(options, servers, name);
  };
  return {
    description: ground.description,
    get kafkaVersions() {
      return ground.kafkaVersions;
    },
    brokerSettings: proofSettings,
    ground,
    unavailable: (need) => (need === 'agents' ? undefined : ground.unavailable(need)),
    kafka,
    freshTopics: (topics) => freshTopics(servers, topics),
    journalPath,
    startAgent: (spec) => startAgent(join(options.programs, 'agent.js'), spec, journals),
    startService,
    empty: async () => {
      await emptyTopics(servers);
      await rm(journals, { recursive: true, force: true });
      await mkdir(journals);
    },
    startProducerService: () => startService('producer'),
    journalOf: (agent) => Promise.resolve(journalPath(agent)),
    scan: async (topic) => (await scanTopic(kafka, topic, 'read_committed', { signal: options.interrupted })).records,
    sample: () => ground.sample(),
    recover: () => ground.recover(),
    close: () => ground.close('logs'),
  };
}
