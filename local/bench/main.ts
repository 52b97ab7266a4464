import { cpus, tmpdir } from 'node:os';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { environments } from '../../environments';
import { resolve } from '../../model/resolve';
import { bundleServices } from '../build/bundle';
import { EmbeddedCluster } from '../kafka/embedded-cluster';
import { reconcileTopics } from '../kafka/reconcile-topics';
import { freePortOffset } from '../platform/free-offset';
import { orAborted, withInterruption } from '../platform/interrupt';
import { describePlatform, type Platform } from '../platform/platform';
import { PlatformError } from '../platform/platform-error';
import type { ServiceLaunch } from '../platform/service-process';
import { Steps } from '../platform/steps';
import { javaConsumer, javaProducer, type JavaRun } from './java-contenders';
import type { Contender, Measurement } from './measurement';
import { payloadFile } from './payload';
import { renderReport, type Pair } from './report';
import { consumerService, producerService, singleEvents } from './service-contenders';

/** `make bench`: the producer and consumer services against Kafka's own performance tools, in one interleaved run. */

interface BenchOptions {
  readonly rounds: number;
  readonly records: number;
  readonly bytes: number;
}

const PAYLOADS = 2_000;
const TOPIC = 'posts';

const pairs: readonly Pair[] = [
  { title: 'producer service / ProducerPerformance', ours: 'producer service', theirs: 'ProducerPerformance' },
  { title: 'consumer service / ConsumerPerformance', ours: 'consumer service', theirs: 'ConsumerPerformance' },
];

function launchOf(platform: Platform, name: string): ServiceLaunch {
  const found = platform.services.find((launch) => launch.name === name);
  if (found === undefined)
    throw new PlatformError('PLATFORM_UNKNOWN_SERVICE', `the environment has no service '${name}'.`);
  return found;
}

async function contenders(platform: Platform, cluster: EmbeddedCluster, options: BenchOptions): Promise<Contender[]> {
  const payloads = join(platform.layout.root, 'payloads.txt');
  await writeFile(payloads, payloadFile(options.bytes, PAYLOADS));
  const servers = cluster.bootstrapServers;
  const { records, bytes } = options;
  const java: JavaRun = {
    jars: await cluster.jars(),
    bootstrapServers: servers,
    env: process.env,
    topic: TOPIC,
    records,
    payloadFile: payloads,
  };
  const group = platform.environment.services.find(({ name }) => name === 'consumer')?.group ?? 'consumer';
  return [
    {
      name: 'producer service',
      run: () => producerService({ launch: launchOf(platform, 'producer'), records, bytes }),
    },
    {
      name: 'one event a request',
      run: () => singleEvents({ launch: launchOf(platform, 'producer'), records: Math.ceil(records / 10), bytes }),
    },
    { name: 'ProducerPerformance', run: () => javaProducer(java) },
    {
      name: 'consumer service',
      run: () => consumerService({ launch: launchOf(platform, 'consumer'), records, bytes }, group, servers),
    },
    { name: 'ConsumerPerformance', run: () => javaConsumer(java) },
  ];
}

async function interleave(
  all: readonly Contender[],
  rounds: number,
  steps: Steps,
): Promise<Map<string, Measurement[]>> {
  const results = new Map<string, Measurement[]>(all.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const { name, run } of all) {
      const result = await steps.run(
        `round ${round}: ${name}`,
        run,
        ({ recordsPerSecond }) =>
          `round ${round}: ${name.padEnd(20)} ${Math.round(recordsPerSecond).toLocaleString('en-US')} records/s`,
      );
      results.get(name)?.push(result);
    }
  }
  return results;
}

async function bench(options: BenchOptions): Promise<void> {
  const steps = new Steps(process.stdout);
  const environment = resolve(environments.local);
  const stateDir = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  const programDir = join(stateDir, 'programs');
  const portOffset = await freePortOffset(environment);
  const platform = describePlatform({ environment, stateDir, programDir, env: process.env, portOffset });
  await steps.run('services built', () => bundleServices(programDir));
  const cluster = await steps.run('three brokers ready', () =>
    EmbeddedCluster.start({ ...platform.cluster, detached: false }),
  );
  try {
    await steps.run('topics', () => reconcileTopics(cluster.bootstrapServers, environment.topics));
    const all = await contenders(platform, cluster, options);
    const results = await withInterruption((signal) => orAborted(interleave(all, options.rounds, steps), signal));
    const processor = cpus()[0]?.model ?? 'unknown processor';
    process.stdout.write(
      `\n${options.records.toLocaleString('en-US')} records of ${options.bytes} bytes, ${TOPIC} (RF 3, acks all), ` +
        `${options.rounds} rounds, brokers on the same ${cpus().length} cores (${processor})\n\n${renderReport(results, pairs)}`,
    );
  } finally {
    await cluster.destroy();
    await rm(stateDir, { recursive: true, force: true });
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new PlatformError('PLATFORM_BENCH_OPTION', `${text} is given; a whole number of 1 or more is needed.`);
}

const command = new Command('bench')
  .option('--rounds <n>', 'runs of each contender', positive, 3)
  .option('--records <n>', 'in each run; Kafka advises 400,000 or more to be past the warm-up', positive, 400_000)
  .option('--bytes <n>', 'size of a record', positive, 1024)
  .action((options: BenchOptions) => bench(options));

command.parseAsync().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof PlatformError ? `${error.code}: ${error.message}` : String((error as Error).stack)}\n`,
  );
  process.exitCode = 1;
});
