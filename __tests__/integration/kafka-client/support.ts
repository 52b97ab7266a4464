import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { EmbeddedCluster, reconcileTopics } from '../../../local/kafka';
import { waitUntil } from '../../../local/kafka/wait-until';
import type { ConnectionOptions } from '../../../services/shared/kafka/kafkajs';
import type { KafkaLogger } from '../../../services/shared/kafka/ports';

/** Set to see what the clients report: `KAFKA_CLIENT_LOG=1 npx jest ...`. */
const verbose = process.env['KAFKA_CLIENT_LOG'] === '1';
const say = (fields: object, message: string): void => {
  if (verbose) process.stderr.write(`${new Date().toISOString()} ${message} ${JSON.stringify(fields)}\n`);
};
export const logger: KafkaLogger = { debug: () => undefined, info: say, warn: say, error: say };

export const SESSION_TIMEOUT_MS = 6_000;

/** Three brokers, quick to notice a dead one. */
export async function startCluster(): Promise<EmbeddedCluster> {
  return EmbeddedCluster.start({
    dir: await mkdtemp(join(tmpdir(), 'kafka-client-')),
    env: process.env,
    brokers: 3,
    config: {
      'broker.session.timeout.ms': String(SESSION_TIMEOUT_MS),
      'min.insync.replicas': '2',
      'default.replication.factor': '3',
      'offsets.topic.replication.factor': '3',
      'offsets.topic.num.partitions': '3',
      'transaction.state.log.replication.factor': '3',
      'transaction.state.log.min.isr': '2',
      'transaction.state.log.num.partitions': '3',
      'group.initial.rebalance.delay.ms': '0',
      'group.min.session.timeout.ms': '1000',
      'auto.create.topics.enable': 'false',
    },
  });
}

export async function createTopic(
  cluster: EmbeddedCluster,
  name: string,
  partitions: number,
  config: Readonly<Record<string, string>> = {},
): Promise<void> {
  await reconcileTopics(cluster.bootstrapServers, [{ name, partitions, replicationFactor: 3, config }]);
}

export function connectionTo(cluster: EmbeddedCluster, clientId = 'test'): ConnectionOptions {
  const bootstrapServers = cluster.bootstrapServers.join(',');
  return { bootstrapServers, clientId, security: { protocol: 'PLAINTEXT' }, logger };
}

/** KafkaJS as it comes, for comparison and for reading back. */
export function plainKafka(cluster: EmbeddedCluster): Kafka {
  return new Kafka({ brokers: [...cluster.bootstrapServers], clientId: 'plain', logLevel: logLevel.NOTHING });
}

export interface StoredRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: string;
}

/** Everything a read_committed consumer sees in a topic up to its end now, in the order of each partition. */
export async function readAll(cluster: EmbeddedCluster, topic: string): Promise<StoredRecord[]> {
  const kafka = plainKafka(cluster);
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, BigInt(high)]));
  await admin.disconnect();
  const left = new Set([...ends].filter(([, end]) => end > 0n).map(([partition]) => partition));
  const records: StoredRecord[] = [];
  const groupId = `read-${topic}-${Math.random().toString(36).slice(2)}`;
  const consumer = kafka.consumer({ groupId, readUncommitted: false, maxWaitTimeInMs: 200 });
  const reached = (partition: number, next: bigint): void => {
    if (next >= (ends.get(partition) ?? 0n)) left.delete(partition);
  };
  // Also for fetches that held nothing but transaction markers.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) =>
    reached(payload.partition, BigInt(payload.lastOffset) + 1n),
  );
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => {
      for (const { key, value, offset } of batch.messages)
        records.push({
          partition: batch.partition,
          offset: BigInt(offset),
          key: key?.toString() ?? '',
          value: value?.toString() ?? '',
        });
      return Promise.resolve();
    },
  });
  await waitUntil(`the end of ${topic}`, () => (left.size === 0 ? true : undefined), { timeoutMs: 60_000 });
  await consumer.disconnect();
  return records;
}

/** The group's committed position of each partition; absent without one. */
export async function committedOffsets(
  cluster: EmbeddedCluster,
  groupId: string,
  topic: string,
): Promise<Map<number, number>> {
  const admin = plainKafka(cluster).admin();
  await admin.connect();
  const [answer] = await admin.fetchOffsets({ groupId, topics: [topic] });
  await admin.disconnect();
  return new Map(
    (answer?.partitions ?? [])
      .filter(({ offset }) => offset !== '-1')
      .map((each) => [each.partition, Number(each.offset)]),
  );
}

export function until(what: string, probe: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<true> {
  return waitUntil(what, async () => ((await probe()) ? true : undefined), { timeoutMs, everyMs: 20 });
}
