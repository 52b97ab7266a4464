import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchPlatform } from '../bench-platform';
import { consume } from '../contenders/consumer';
import { batches } from '../contenders/http-producer';
import { javaConsumer, javaThroughput } from '../contenders/java';
import { payloadFile, smallestEvent } from '../contenders/payload';
import { launchOf } from '../contenders/service';
import { bundleService } from '../programs';
import type { BenchCase, Extent, Suite } from '../suite';
import { batchOf, KIB, POSTS, POSTS_PARTITIONS, recordsOfSize, sizeOf } from './shapes';

/** The first is what an event without any data of its own has. */
const SIZES = [100, KIB, 10 * KIB];
const LINES = 2_000;
const names = {
  producer: 'producer service',
  consumer: 'consumer service',
  javaProducer: 'ProducerPerformance',
  javaConsumer: 'ConsumerPerformance',
};

async function writePayloads(platform: BenchPlatform, bytes: number): Promise<string> {
  const file = join(platform.dir, `events-${bytes}.txt`);
  await writeFile(file, payloadFile(bytes, LINES));
  return file;
}

/** Makes `posts` empty and fills it with valid events, for consumers. */
export async function fillPosts(
  platform: BenchPlatform,
  partitions: number,
  records: number,
  bytes: number,
): Promise<void> {
  await platform.renewTopic(POSTS, { partitions });
  const file = await writePayloads(platform, bytes);
  await javaThroughput(platform, { topic: POSTS, records, payloadFile: file });
}

function ofSize(platform: BenchPlatform, all: number, bytes: number): BenchCase {
  const records = recordsOfSize(all, bytes);
  const { signal } = platform.start;
  const write = async () => {
    const file = await writePayloads(platform, bytes);
    return javaThroughput(platform, { topic: POSTS, records, payloadFile: file });
  };
  const actual = Math.max(bytes, smallestEvent());
  return {
    title: `Events of ${actual === bytes ? sizeOf(bytes) : `${actual} B (the smallest)`}`,
    prepare: () => fillPosts(platform, POSTS_PARTITIONS, records, bytes),
    contenders: [
      {
        name: names.producer,
        run: () => batches(launchOf(platform, 'producer'), { records, bytes, batch: batchOf(bytes) }, signal),
      },
      { name: names.javaProducer, run: write },
      { name: names.consumer, run: () => consume(platform, records) },
      { name: names.javaConsumer, run: () => javaConsumer(platform, POSTS, records) },
    ],
    pairs: [
      { ours: names.producer, theirs: names.javaProducer },
      { ours: names.consumer, theirs: names.javaConsumer },
    ],
  };
}

async function cases(platform: BenchPlatform, { records }: Extent): Promise<BenchCase[]> {
  await bundleService('producer', platform.platform);
  await bundleService('consumer', platform.platform);
  return SIZES.map((bytes) => ofSize(platform, records, bytes));
}

export const servicesSuite: Suite = {
  name: 'services',
  title: "The services against Kafka's own tools",
  notes: [
    `To and from \`posts\` (${POSTS_PARTITIONS} partitions, RF 3, min ISR 2, acks all). The producer service is asked with five \`POST /events/batch?count=1000\` at a time (100 of 10 KB).`,
    'The services do more than the tools: HTTP, validation and a result for each event on one side; decoding, validation, processing, a trace span and commits on the other. `ConsumerPerformance` reads bytes and looks at none of them.',
  ],
  brokers: 3,
  extent: {},
  cases,
};
