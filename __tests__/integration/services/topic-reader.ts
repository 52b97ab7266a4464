import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Admin, type Producer } from 'kafkajs';
import type { TopicName } from '../../../contracts/topics';
import { runTool, type EmbeddedCluster } from '../../../local/kafka';
import { waitUntil } from '../../../local/kafka/wait-until';
import { installReadCommitted } from '../../../services/shared/kafka/kafkajs/read-committed';

// Reads what the services' own consumers would be given.
installReadCommitted();

export interface StoredRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

const kafkaOf = (cluster: EmbeddedCluster): Kafka =>
  new Kafka({ brokers: [...cluster.bootstrapServers], clientId: 'test', logLevel: logLevel.NOTHING });

export async function withAdmin<T>(cluster: EmbeddedCluster, ask: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaOf(cluster).admin();
  await admin.connect();
  return ask(admin).finally(() => admin.disconnect());
}

export async function withProducer<T>(cluster: EmbeddedCluster, write: (producer: Producer) => Promise<T>): Promise<T> {
  const producer = kafkaOf(cluster).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  return write(producer).finally(() => producer.disconnect());
}

const headersOf = (headers: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** Everything that is in a topic up to its end now. */
export async function readAll(
  cluster: EmbeddedCluster,
  topic: TopicName,
  readUncommitted = false,
): Promise<StoredRecord[]> {
  const offsets = await withAdmin(cluster, (admin) => admin.fetchTopicOffsets(topic));
  const ends = new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
  const left = new Set([...ends].filter(([, end]) => end > 0n).map(([partition]) => partition));
  // By position: a reader that rejoins its group begins again.
  const records = new Map<string, StoredRecord>();
  const consumer = kafkaOf(cluster).consumer({
    groupId: `read-${randomUUID()}`,
    readUncommitted,
    maxWaitTimeInMs: 200,
  });
  // Also for fetches that held nothing but the markers of transactions.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    if (BigInt(lastOffset) + 1n >= (ends.get(partition) ?? 0n)) left.delete(partition);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch: { messages, partition } }) => {
      for (const { key, value, offset, headers } of messages)
        records.set(`${partition}/${offset}`, {
          partition,
          offset: BigInt(offset),
          key: key?.toString() ?? null,
          value: value?.toString() ?? null,
          headers: headersOf(headers),
        });
      return Promise.resolve();
    },
  });
  await waitUntil(`the end of ${topic}`, () => (left.size === 0 ? true : undefined), { timeoutMs: 60_000 });
  await consumer.disconnect();
  return [...records.values()];
}

/** How long Kafka's console consumer waits for one more record before it takes the topic for read. */
const QUIET_MS = 5_000;

/** The values in a topic as Kafka's own Java client reads them: the judge of what is committed. */
export async function readWithJava(
  cluster: EmbeddedCluster,
  topic: TopicName,
  isolation: 'read_committed' | 'read_uncommitted',
): Promise<string[]> {
  const { stdout } = await runTool(
    await cluster.jars(),
    'org.apache.kafka.tools.consumer.ConsoleConsumer',
    ['--bootstrap-server', cluster.bootstrapServers.join(','), '--topic', topic, '--from-beginning'].concat(
      '--isolation-level',
      isolation,
      '--timeout-ms',
      String(QUIET_MS),
    ),
    { env: process.env, heap: '128m' },
  );
  return stdout.split('\n').filter((line) => line !== '');
}

/** The group's committed positions, summed over the partitions. */
export async function committedSum(cluster: EmbeddedCluster, groupId: string, topic: TopicName): Promise<number> {
  const [answer] = await withAdmin(cluster, (admin) => admin.fetchOffsets({ groupId, topics: [topic] }));
  return (answer?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
}
