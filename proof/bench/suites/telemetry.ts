import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceName } from '../../../contracts/services';
import type { ServiceLaunch } from '../../../local/platform/service-process';
import type { BenchPlatform } from '../bench-platform';
import { consume } from '../contenders/consumer';
import { batches } from '../contenders/http-producer';
import { launchOf } from '../contenders/service';
import { singlesSideBySide, type TurnsPlan } from '../contenders/side-by-side';
import { bundleService, bundleWithoutTelemetry } from '../programs';
import type { BenchCase, Extent, Suite } from '../suite';
import { batchOf, count, KIB, POSTS, POSTS_PARTITIONS } from './shapes';

const ON = 'metrics and traces';
const OFF = 'no telemetry';
const AT_ONCE = 64;

/** Takes spans and forgets them, as long as the benchmark lives. @returns its address */
async function startCollector(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.end('{}'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Variant {
  readonly name: string;
  readonly launch: ServiceLaunch;
}

async function variantsOf(platform: BenchPlatform, service: ServiceName, collector: string): Promise<Variant[]> {
  const launch = launchOf(platform, service);
  await bundleService(service, platform.platform);
  const program = await bundleWithoutTelemetry(service, platform.dir);
  const variables = { ...launch.variables, OTEL_EXPORTER_OTLP_ENDPOINT: collector };
  return [
    { name: ON, launch: { ...launch, variables } },
    { name: OFF, launch: { ...launch, program } },
  ];
}

const pairs = [{ ours: ON, theirs: OFF }];

function consuming(platform: BenchPlatform, consumers: Variant[], producer: ServiceLaunch, records: number): BenchCase {
  return {
    title: `Consumer service, ${count(records)} events of 1 KB that carry a trace`,
    pairs,
    prepare: async () => {
      await platform.renewTopic(POSTS, { partitions: POSTS_PARTITIONS });
      await batches(producer, { records, bytes: KIB, batch: batchOf(KIB) }, platform.start.signal);
    },
    contenders: consumers.map(({ name, launch }) => ({ name, run: () => consume(platform, records, 1, launch) })),
  };
}

function producing(platform: BenchPlatform, producers: Variant[], title: string, plan: TurnsPlan): BenchCase {
  const variants = Object.fromEntries(producers.map(({ name, launch }) => [name, launch]));
  return {
    title: `Producer service, POST /events, ${title}`,
    pairs,
    prepare: () => platform.renewTopic(POSTS, { partitions: POSTS_PARTITIONS }),
    contenders: {
      names: producers.map(({ name }) => name),
      run: () => singlesSideBySide(variants, plan, platform.start.signal),
    },
  };
}

async function cases(platform: BenchPlatform, { seconds, records, rates }: Extent): Promise<BenchCase[]> {
  const collector = await startCollector();
  const producers = await variantsOf(platform, 'producer', collector);
  const consumers = await variantsOf(platform, 'consumer', collector);
  const [{ launch: producer }] = producers as [Variant, ...Variant[]];
  return [
    producing(platform, producers, `${AT_ONCE} at a time`, { load: { atOnce: AT_ONCE }, seconds, bytes: KIB }),
    ...rates.map((rate) =>
      producing(platform, producers, `${count(rate)}/s (open loop)`, { load: { rate }, seconds, bytes: KIB }),
    ),
    consuming(platform, consumers, producer, records),
  ];
}

export const telemetrySuite: Suite = {
  name: 'telemetry',
  title: 'What metrics and traces cost the services',
  notes: [
    'Each service as it is shipped, with an OTLP endpoint and the default sampling, against the same service bundled with metrics and tracing that do nothing. Nobody scrapes meanwhile; logs are the same.',
    'Both producer services of a round are new, warmed up for five seconds, alive at once and loaded in turns of a second.',
    'The consumer reads records that the producer service wrote, so that each has a trace to go on with.',
  ],
  brokers: 3,
  // Two processes of one program differ by some per cent, by what was compiled when: rounds even that out, seconds do not.
  extent: { rounds: 7, seconds: 12, records: 600_000, rates: [1_000] },
  cases,
};
