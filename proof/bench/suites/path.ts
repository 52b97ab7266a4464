import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchPlatform } from '../bench-platform';
import { javaEndToEnd, javaThroughput } from '../contenders/java';
import { pathAtRate, pathOneAtATime } from '../contenders/path';
import { payloadFile } from '../contenders/payload';
import { pingPongAtRate, pingPongBacklog } from '../contenders/ping-pong';
import type { OpenLoopPlan } from '../load/open-loop';
import { bundleService } from '../programs';
import type { BenchCase, Extent, Suite } from '../suite';
import { count, KIB, POSTS, POSTS_PARTITIONS } from './shapes';

const SERVICES = 'producer and consumer service';
const PING_PONG = 'ping-pong service';
const END_TO_END = 'EndToEndLatency';
const TRANSACTIONAL = 'ProducerPerformance, transactions of 200 ms';
const DRAIN_SECONDS = 15;
const ONE_AT_A_TIME = 2_000;
/** About what a ping-pong request has. */
const REQUEST_BYTES = 100;

const planOf = (rate: number, seconds: number): OpenLoopPlan => ({
  rate,
  seconds,
  warmupSeconds: Math.max(1, seconds / 3),
  drainSeconds: DRAIN_SECONDS,
});

function oneAtATime(platform: BenchPlatform, all: number): BenchCase {
  const records = Math.min(ONE_AT_A_TIME, Math.ceil(all / 20));
  return {
    title: 'HTTP to processed, one request at a time, 1 KB',
    contenders: [
      {
        name: SERVICES,
        run: async () => {
          await platform.renewTopic(POSTS, { partitions: POSTS_PARTITIONS });
          return pathOneAtATime(platform, records, KIB);
        },
      },
      {
        name: END_TO_END,
        run: async () => {
          // It reads from wherever its one record went, and wants the topic for itself.
          const topic = await platform.freshTopic({ partitions: 1 });
          return javaEndToEnd(platform, topic, records, KIB);
        },
      },
    ],
    pairs: [{ ours: SERVICES, theirs: END_TO_END }],
  };
}

const wholePath = (platform: BenchPlatform, rate: number, seconds: number): BenchCase => ({
  title: `HTTP to processed, ${count(rate)}/s of 1 KB (open loop)`,
  contenders: [
    {
      name: SERVICES,
      run: async () => {
        await platform.renewTopic(POSTS, { partitions: POSTS_PARTITIONS });
        return pathAtRate(platform, planOf(rate, seconds), KIB);
      },
    },
  ],
  pairs: [],
});

function backlog(platform: BenchPlatform, records: number): BenchCase {
  return {
    title: `Ping-pong, ${count(records)} requests that wait already`,
    contenders: [
      { name: PING_PONG, run: () => pingPongBacklog(platform, records) },
      {
        name: TRANSACTIONAL,
        run: async () => {
          const topic = await platform.freshTopic({ partitions: POSTS_PARTITIONS });
          const file = join(platform.dir, 'requests.txt');
          await writeFile(file, payloadFile(REQUEST_BYTES, 1_000));
          return javaThroughput(platform, { topic, records, payloadFile: file, transactionMs: 200 });
        },
      },
    ],
    pairs: [{ ours: PING_PONG, theirs: TRANSACTIONAL }],
  };
}

const pingPong = (platform: BenchPlatform, rate: number, seconds: number): BenchCase => ({
  title: `Ping-pong, ${count(rate)} requests/s (open loop)`,
  contenders: [{ name: PING_PONG, run: () => pingPongAtRate(platform, planOf(rate, seconds)) }],
  pairs: [],
});

async function cases(platform: BenchPlatform, { records, rates, seconds }: Extent): Promise<BenchCase[]> {
  for (const service of ['producer', 'consumer', 'ping-pong'] as const) await bundleService(service, platform.platform);
  return [
    oneAtATime(platform, records),
    ...rates.map((rate) => wholePath(platform, rate, seconds)),
    backlog(platform, records),
    ...rates.map((rate) => pingPong(platform, rate, seconds)),
  ];
}

export const pathSuite: Suite = {
  name: 'path',
  title: 'The whole path: HTTP to processed, request to reply',
  notes: [
    'An event goes over HTTP to the producer service, through `posts`, and is processed by the consumer service, which notes the moment to the millisecond. At a rate, latency counts from the intended moment of the request. EndToEndLatency writes and reads one record at a time, without HTTP, services or a group.',
    'Ping-pong: requests are read, answered, and reply and position are committed in one transaction; latency runs until a read_committed reader has the reply. Kafka has no tool that does the same: ProducerPerformance with transactions only writes.',
  ],
  brokers: 3,
  extent: { records: 40_000, seconds: 10, rates: [200, 1_000] },
  cases,
};
