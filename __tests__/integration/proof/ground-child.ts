import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partitionsKnownTo, quietKafka } from '../../../local/kafka/cluster-probe';
import {
  reconcileTopics,
  resolveKafkaJars,
  kafkaVersions,
  KAFKA_VERSION_BEFORE,
  runTool,
  waitUntil,
} from '../../../local/kafka';
import { faultNeeds } from '../../../proof/faults/fault';
import { enterSandbox } from '../../../proof/sandbox/enter';
import { startEmbeddedGround } from '../../../proof/targets/embedded-ground';
import type { EmbeddedGround } from '../../../proof/targets/embedded-options';

/**
 * Faults of the embedded ground, each done and undone once in the sandbox. Run by ground.test.ts, which reads what was
 * seen: one line of JSON for each step. Arguments: folder, brokers, controllers, steps with commas; last of them
 * perhaps `stay`, to be killed.
 */

const TOPIC = 'ground';
const PARTITIONS = 3;
const LIMIT_MS = 60_000;

type Seen = Readonly<Record<string, unknown>>;

/** ISRs of the topic as the brokers that are not the victim see them; none while they differ. */
async function isrsSeenBy(ground: EmbeddedGround, brokers: readonly number[]): Promise<number[][] | undefined> {
  const views = await Promise.all(brokers.map((id) => partitionsKnownTo(ground.cluster.node(id).server)));
  const isrs = views.map((view) => view?.filter(({ topic }) => topic === TOPIC).map(({ isr }) => [...isr].sort()));
  const [first] = isrs;
  return first !== undefined && isrs.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : undefined;
}

async function awaitOutOfSync(ground: EmbeddedGround, victim: number): Promise<number> {
  const since = performance.now();
  const others = ground.brokers.filter((id) => id !== victim);
  await waitUntil(
    `broker ${victim} to be in no ISR`,
    async () => {
      const isrs = await isrsSeenBy(ground, others);
      return isrs !== undefined && isrs.every((isr) => isr.length > 0 && !isr.includes(victim)) ? true : undefined;
    },
    { timeoutMs: LIMIT_MS },
  );
  return Math.round(performance.now() - since);
}

const answers = async (ground: EmbeddedGround, broker: number): Promise<boolean> =>
  (await partitionsKnownTo(ground.cluster.node(broker).server)) !== undefined;

async function write(ground: EmbeddedGround, partition: number, count: number, bytes: number): Promise<number> {
  const producer = quietKafka(ground.bootstrapServers.split(',')).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const since = performance.now();
  try {
    for (let sent = 0; sent < count; sent += 1) {
      await producer.send({ topic: TOPIC, acks: -1, messages: [{ value: Buffer.alloc(bytes), partition }] });
    }
  } finally {
    await producer.disconnect();
  }
  return Math.round(performance.now() - since);
}

async function cut(ground: EmbeddedGround, way: 'both' | 'in' | 'out'): Promise<Seen> {
  const victim = await ground.leaderOf(0);
  await ground.cut(victim, way);
  const outAfterMs = await awaitOutOfSync(ground, victim);
  const clientsReachIt = await answers(ground, victim);
  const sample = await ground.sample();
  await ground.mendNetwork(victim);
  return { outAfterMs, clientsReachIt, sample };
}

async function freeze(ground: EmbeddedGround): Promise<Seen> {
  const victim = await ground.leaderOf(1);
  await ground.freeze(victim);
  const outAfterMs = await awaitOutOfSync(ground, victim);
  const sample = await ground.sample();
  await ground.thaw(victim);
  return { outAfterMs, sample };
}

async function slow(ground: EmbeddedGround): Promise<Seen> {
  const victim = await ground.leaderOf(2);
  const before = await write(ground, 2, 4, 500_000);
  await ground.slow(victim);
  const during = await write(ground, 2, 4, 500_000);
  await ground.mendNetwork(victim);
  const after = await write(ground, 2, 4, 500_000);
  return { before, during, after };
}

async function killController(ground: EmbeddedGround): Promise<Seen> {
  const before = await ground.activeController();
  await ground.kill(before);
  const after = await ground.activeController();
  const sample = await ground.sample();
  await ground.start(before);
  const restarted = await ground.sample();
  return { before, after, sample, restarted };
}

async function fillDisk(ground: EmbeddedGround): Promise<Seen> {
  const victim = await ground.leaderOf(0);
  // Until the leader goes away under it.
  const load = write(ground, 0, 100_000, 20_000).catch(() => undefined);
  const since = performance.now();
  await ground.fillDisk(victim);
  const downAfterMs = Math.round(performance.now() - since);
  const log = await readFile(ground.cluster.node(victim).logFile, 'utf8');
  const words = log.split('\n').filter((line) => /No space left|all log dirs/.test(line));
  await load;
  await ground.emptyDisk(victim);
  await ground.start(victim);
  return { downAfterMs, words };
}

async function wipe(ground: EmbeddedGround): Promise<Seen> {
  const victim = await ground.leaderOf(1);
  const data = join(ground.cluster.node(victim).logFile, '../../..', 'volumes', `node-${victim}`, 'data');
  await ground.kill(victim);
  await ground.wipe(victim);
  const wiped = !existsSync(data);
  await ground.start(victim);
  await ground.untilWhole();
  const names = (await readdir(data)).filter((name) => name.startsWith(`${TOPIC}-`)).sort();
  const node = /node\.id=(\d+)/.exec(await readFile(join(data, 'meta.properties'), 'utf8'))?.[1];
  return { wiped, names, sameNode: node === String(victim) };
}

async function metadataVersion(ground: EmbeddedGround): Promise<string | undefined> {
  const { stdout } = await runTool(
    await ground.cluster.jars(),
    'org.apache.kafka.tools.FeatureCommand',
    ['--bootstrap-server', ground.bootstrapServers, 'describe'],
    { env: process.env },
  );
  return /metadata\.version.*FinalizedVersionLevel:\s*(\S+)/.exec(stdout)?.[1];
}

async function upgrade(ground: EmbeddedGround): Promise<Seen> {
  const before = await metadataVersion(ground);
  const early = await ground.finishUpgrade().then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
  for (const broker of ground.brokers) {
    await ground.upgrade(broker);
    await ground.untilWhole();
  }
  await ground.finishUpgrade();
  return { before, early, after: await metadataVersion(ground), versions: ground.kafkaVersions };
}

const steps: Readonly<Record<string, (ground: EmbeddedGround) => Promise<Seen>>> = {
  killController,
  cutBoth: (ground) => cut(ground, 'both'),
  cutIn: (ground) => cut(ground, 'in'),
  cutOut: (ground) => cut(ground, 'out'),
  freeze,
  slow,
  fillDisk,
  wipe,
  upgrade,
  stay: () => new Promise(() => setInterval(() => undefined, 60_000)),
};

const say = (step: string, seen: Seen): void => void process.stdout.write(`${JSON.stringify({ step, ...seen })}\n`);

async function tryFaults(ground: EmbeddedGround, wanted: readonly string[]): Promise<void> {
  const replicationFactor = ground.brokers.length;
  const config = { 'min.insync.replicas': String(replicationFactor - 1) };
  const topic = { name: TOPIC, partitions: PARTITIONS, replicationFactor, config };
  await reconcileTopics(ground.bootstrapServers.split(','), [topic]);
  say('started', {
    description: ground.description,
    versions: ground.kafkaVersions,
    unavailable: faultNeeds.filter((need) => ground.unavailable(need) !== undefined),
    pids: await Promise.all(ground.cluster.processes.map((node) => node.pid())),
    sample: await ground.sample(),
  });
  for (const name of wanted) {
    const since = performance.now();
    const seen = await steps[name]?.(ground);
    const undone = performance.now();
    await ground.untilWhole();
    say(name, { ...seen, stepMs: Math.round(undone - since), wholeMs: Math.round(performance.now() - undone) });
  }
}

async function main(): Promise<number> {
  const entry = await enterSandbox({
    env: process.env,
    prepare: async () => {
      for (const kafkaVersion of kafkaVersions) await resolveKafkaJars({ env: process.env, kafkaVersion });
    },
  });
  if (entry.kind === 'impossible') throw new Error(entry.reason);
  if (entry.kind === 'ended') return entry.status;
  const [dir = '', brokers = '', controllers = '', wanted = ''] = process.argv.slice(2);
  const ground = await startEmbeddedGround({
    dir,
    env: process.env,
    sandbox: entry.sandbox,
    brokers: Number(brokers),
    controllers: Number(controllers),
    kafkaVersion: KAFKA_VERSION_BEFORE,
    topic: TOPIC,
    partitions: PARTITIONS,
  });
  try {
    await tryFaults(ground, wanted.split(','));
  } finally {
    await ground.close();
  }
  say('closed', { left: existsSync(dir) });
  return 0;
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
