import type { ServiceLaunch } from '../../../local/platform/service-process';
import type { BenchPlatform } from '../bench-platform';
import { singles, singlesAtRate } from '../contenders/http-producer';
import { launchOf } from '../contenders/service';
import { bundleProducerWithoutKafka, bundleService } from '../programs';
import type { BenchCase, Extent, Suite } from '../suite';
import { count, KIB, POSTS, POSTS_PARTITIONS } from './shapes';

const AT_ONCE = [1, 16, 64, 256];
const OURS = 'producer service';
const THEIRS = 'same server, no Kafka';
const DRAIN_SECONDS = 10;

interface Server {
  readonly name: string;
  readonly launch: ServiceLaunch;
}

async function servers(platform: BenchPlatform): Promise<Server[]> {
  const launch = launchOf(platform, 'producer');
  await bundleService('producer', platform.platform);
  const program = await bundleProducerWithoutKafka(platform.dir);
  return [
    { name: OURS, launch },
    { name: THEIRS, launch: { ...launch, program } },
  ];
}

async function cases(platform: BenchPlatform, { seconds, rates }: Extent): Promise<BenchCase[]> {
  const both = await servers(platform);
  const { signal } = platform.start;
  const common = {
    pairs: [{ ours: OURS, theirs: THEIRS }],
    prepare: () => platform.renewTopic(POSTS, { partitions: POSTS_PARTITIONS }),
  };
  const closed = AT_ONCE.map((atOnce) => ({
    ...common,
    title: `POST /events, ${count(atOnce)} at a time`,
    contenders: both.map(({ name, launch }) => ({
      name,
      run: () => singles(launch, { atOnce, seconds, bytes: KIB }, signal),
    })),
  }));
  const open = rates.map((rate) => ({
    ...common,
    title: `POST /events, ${count(rate)}/s (open loop)`,
    contenders: both.map(({ name, launch }) => ({
      name,
      run: () => {
        const plan = { rate, seconds, warmupSeconds: Math.max(1, seconds / 3), drainSeconds: DRAIN_SECONDS };
        return singlesAtRate(launch, plan, KIB, signal);
      },
    })),
  }));
  return [...closed, ...open];
}

export const httpSuite: Suite = {
  name: 'http',
  title: 'One event a request over HTTP, with and without Kafka',
  notes: [
    'The producer service with connections that are kept open, against the same server, routes, validation, metrics and tracing bundled with an engine that acknowledges at once. Events of 1 KB; brokers, service and load share the machine.',
    '“At a time” is a closed loop: its latencies hide what a stall would have kept waiting. Those at a rate are an open loop.',
  ],
  brokers: 3,
  extent: { seconds: 6, rates: [500, 2_000] },
  cases,
};
