import { mkdir } from 'node:fs/promises';
import { EmbeddedCluster } from '../kafka/embedded-cluster';
import { withLock } from '../kafka/file-lock';
import { metricsReporter } from '../kafka/metrics-reporter';
import { requirePortFree } from '../kafka/ports';
import { reconcileTopics } from '../kafka/reconcile-topics';
import { resolvePinnedJars } from '../kafka/resolve-jars';
import type { TopicChange } from '../kafka/topic-plan';
import { settingsChanged, recordSettings } from './broker-settings';
import { firstMessage } from './first-message';
import { isOk } from './http';
import { orAborted, withInterruption } from './interrupt';
import type { Platform } from './platform';
import { requirePrometheus, watch, withMetrics, type PrometheusLaunch } from './prometheus';
import {
  awaitService,
  digestOf,
  runningService,
  startService,
  stopService,
  type ServiceLaunch,
} from './service-process';
import type { Steps } from './steps';

const READY_LIMIT_MS = 60_000;
const LOCK_LIMIT_MS = 5_000;
const OTHER_PORTS = '`make up PORT_OFFSET=100` moves every port by 100';

export interface UpOptions {
  /** Bundles the services; runs while the brokers start. */
  readonly build: () => Promise<unknown>;
  /** Delete topics that the model does not name. */
  readonly prune: boolean;
  /** Brought up, too, and the brokers with their metrics. @default - none is started */
  readonly prometheus?: PrometheusLaunch;
}

/** What to stop again when the start fails, last started first. */
type Undo = (() => Promise<unknown>)[];

/** Brings up what is not up, in order, and proves it with a message. What this run started is stopped when it fails. */
export async function up(platform: Platform, steps: Steps, options: UpOptions): Promise<void> {
  await mkdir(platform.layout.root, { recursive: true });
  // Listening begins before the lock is held: an interrupted command must not leave it behind, nor die without a word.
  await withInterruption((interrupted) =>
    withLock(platform.layout.lock, LOCK_LIMIT_MS, async () => {
      interrupted.throwIfAborted();
      const undo: Undo = [];
      const work = bringUp(platform, steps, options, undo, interrupted);
      try {
        await orAborted(work, interrupted);
      } catch (error) {
        // What is being started just now must be there before it can be stopped.
        await work.catch(() => undefined);
        for (const stop of undo.reverse()) await stop().catch(() => undefined);
        throw error;
      }
    }),
  );
}

async function bringUp(
  platform: Platform,
  steps: Steps,
  options: UpOptions,
  undo: Undo,
  signal: AbortSignal,
): Promise<void> {
  const { prometheus } = options;
  await requirePorts(platform);
  if (prometheus !== undefined) await requirePrometheus(platform, prometheus, steps, OTHER_PORTS);
  signal.throwIfAborted();
  const building = options.build();
  building.catch(() => undefined); // told by the step that waits for it
  signal.throwIfAborted();
  const cluster = await startBrokers(prometheus === undefined ? platform : withMetrics(platform), steps, undo);
  signal.throwIfAborted();
  await applyTopics(platform, steps, options.prune);
  await steps.run('services built', () => building);
  signal.throwIfAborted();
  // Each to its end, whatever the others do: what was started must be known to be undone.
  const started = await Promise.allSettled(platform.services.map((launch) => startOne(launch, steps, undo)));
  for (const result of started) if (result.status === 'rejected') throw result.reason;
  signal.throwIfAborted();
  if (prometheus !== undefined) await watch(platform, cluster, prometheus, steps, undo);
  signal.throwIfAborted();
  await steps.run(
    'first message',
    () => firstMessage(platform),
    (id) => `first message through: event ${id}`,
  );
}

/** Before anything starts: every busy port at once would be better still, but the first one named is enough to go on. */
async function requirePorts(platform: Platform): Promise<void> {
  const running = await EmbeddedCluster.attach(platform.cluster);
  if (running === undefined) {
    const { brokerPorts, controllerPorts } = platform.addresses;
    for (const [index, port] of brokerPorts.entries())
      await requirePortFree(port, `client port of broker ${index + 1}`, OTHER_PORTS);
    for (const [index, port] of controllerPorts.entries()) {
      await requirePortFree(port, `controller port of broker ${index + 1}`, OTHER_PORTS);
    }
  }
  for (const { name, port, recordFile } of platform.services) {
    if ((await runningService(recordFile)) === undefined)
      await requirePortFree(port, `HTTP port of ${name}`, OTHER_PORTS);
  }
}

async function startBrokers(platform: Platform, steps: Steps, undo: Undo): Promise<EmbeddedCluster> {
  const running = await EmbeddedCluster.attach(platform.cluster);
  const isMute = running !== undefined && platform.cluster.metrics !== undefined && running.metricsTargets.length === 0;
  if (isMute) {
    await stopForMetrics(running, platform, steps);
  } else if (running !== undefined && (await settingsChanged(platform))) {
    steps.note("the brokers' settings changed in the model: `make down` and `make up` bring them in");
  }
  const { brokers } = platform.environment.kafka;
  if (running === undefined) undo.push(async () => (await EmbeddedCluster.attach(platform.cluster))?.stop());
  if (running === undefined || isMute) await recordSettings(platform);
  return steps.run(
    `${brokers.length} brokers starting`,
    () => EmbeddedCluster.start(platform.cluster),
    () => `${brokers.length} brokers ready on ${platform.addresses.bootstrapServers.join(', ')}`,
  );
}

/** Kafka's reporters of metrics come and go with a start only. */
async function stopForMetrics(running: EmbeddedCluster, { cluster }: Platform, steps: Steps): Promise<void> {
  await resolvePinnedJars(metricsReporter, cluster); // what must be fetched is here before brokers are stopped for it
  await steps.run(
    'brokers stopping',
    () => running.stop(),
    () => 'brokers stopped: they ran without metrics and start again with them',
  );
}

/** @param prune delete topics that the model does not name */
export async function applyTopics(platform: Platform, steps: Steps, prune: boolean): Promise<void> {
  const { topics } = platform.environment;
  const changes = await steps.run(
    'topics',
    () => reconcileTopics(platform.addresses.bootstrapServers, topics, { prune }),
    (changes) => `${topics.length} topics as the model says${summarize(changes)}`,
  );
  for (const change of changes) {
    if (change.kind !== 'add-partitions') continue;
    steps.note(`${change.topic}: ${change.from} to ${change.to} partitions; keys go to other partitions from now on`);
  }
}

function summarize(changes: readonly TopicChange[]): string {
  if (changes.length === 0) return ', nothing to change';
  const counts = new Map<string, number>();
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return `: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}`;
}

async function startOne(launch: ServiceLaunch, steps: Steps, undo: Undo): Promise<void> {
  const url = `http://127.0.0.1:${launch.port}`;
  const running = await runningService(launch.recordFile);
  const digest = await digestOf(launch);
  await steps.run(
    `${launch.name} starting`,
    async () => {
      // Another program or other settings than it was started with: the new ones are what was asked for.
      if (running !== undefined && running.digest !== digest) await stopService(launch.recordFile);
      if (running === undefined || running.digest !== digest) {
        undo.push(() => stopService(launch.recordFile));
        await startService(launch);
      }
      await awaitService(launch, () => isOk(`${url}/health/ready`), READY_LIMIT_MS);
    },
    () => `${launch.name} ready on ${url}`,
  );
}
