import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import type { BenchPlatform } from '../bench-platform';
import { clientKinds, findClients, type AvailableClient } from '../contenders/clients';
import { javaThroughput } from '../contenders/java';
import { recordsOf } from '../load/records';
import type { BenchCase, Contender, Extent, Suite } from '../suite';
import { batchOf, count, KIB, PARTITIONS, recordsOfSize, sizeOf } from './shapes';

const SIZES = [100, KIB, 10 * KIB];
const AT_ONCE = 5;
const LINES = 2_000;
const JAVA = 'ProducerPerformance';

/** Batches of 1,000 (of large records fewer), five at once. */
export function batchesLoad(records: number, bytes: number) {
  const warmupRecords = Math.min(20_000, Math.ceil(records / 4));
  return { kind: 'batches', bytes, records, batch: batchOf(bytes), atOnce: AT_ONCE, warmupRecords } as const;
}

function ofClient(platform: BenchPlatform, client: AvailableClient, records: number, bytes: number): Contender {
  return {
    name: client.title,
    foreign: client.foreign,
    run: async () => {
      const topic = await platform.freshTopic({ partitions: PARTITIONS });
      return (await client.run({ topic, acks: 'all', idempotent: true }, batchesLoad(records, bytes))).figures;
    },
  };
}

function ofJava(platform: BenchPlatform, records: number, bytes: number): Contender {
  return {
    name: JAVA,
    run: async () => {
      const payloadFile = join(platform.dir, `values-${bytes}.txt`);
      const record = recordsOf(bytes);
      await writeFile(payloadFile, Array.from({ length: LINES }, (_, index) => record(index).value).join('\n'));
      const topic = await platform.freshTopic({ partitions: PARTITIONS });
      return javaThroughput(platform, { topic, records, payloadFile });
    },
  };
}

async function cases(platform: BenchPlatform, extent: Extent): Promise<BenchCase[]> {
  const { available, leftOut } = await findClients(platform, extent.clients);
  const ours = clientKinds.millrace.title;
  const theirs = [...available.filter(({ foreign }) => foreign).map(({ title }) => title), JAVA];
  return SIZES.map((bytes) => {
    const records = recordsOfSize(extent.records, bytes);
    return {
      title: `Batches of ${count(batchOf(bytes))} records of ${sizeOf(bytes)}`,
      contenders: [
        ...available.map((client) => ofClient(platform, client, records, bytes)),
        ofJava(platform, records, bytes),
      ],
      pairs: theirs.map((name) => ({ ours, theirs: name })),
      leftOut,
    };
  });
}

export const batchesSuite: Suite = {
  name: 'batches',
  title: 'Batches, five at once',
  notes: [
    `${PARTITIONS} partitions, RF 3, min ISR 2, acks all, idempotent, no compression. Each contender is a process of its own and writes to a topic of its own.`,
    'A batch is what each library has for it: as many sends that are awaited together (our client, node-rdkafka), one send of all messages (KafkaJS, Confluent). ProducerPerformance sends as fast as its buffer takes it, without keys; its CPU time and memory are the JVM’s from its start on.',
  ],
  brokers: 3,
  extent: {},
  cases,
};
