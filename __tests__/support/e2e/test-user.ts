/** Test code: a KafkaUser of the test's own, made by whoever makes users in that cluster, to judge by what it reads. */
import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { waitUntil } from '../../../local/kafka/wait-until';
import { kafkaCluster, namespaces } from '../../../model/cluster-names';
import type { KafkaUser } from '../../../modules/kubernetes/generated/strimzi';
import { installReadCommitted } from '../../../services/shared/kafka/kafkajs/read-committed';
import { resourcePath, type KubernetesApi } from './kubernetes-api';

// Reads what the services' own consumers would be given.
installReadCommitted();

export const testUser = 'e2e-reader';
const path = resourcePath('kafka.strimzi.io/v1', 'kafkausers', namespaces.platform);

const userObject: KafkaUser = {
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaUser',
  metadata: {
    name: testUser,
    namespace: namespaces.platform,
    labels: { 'strimzi.io/cluster': kafkaCluster.name },
  },
  spec: {
    authentication: { type: 'scram-sha-512' },
    authorization: {
      type: 'simple',
      acls: [
        {
          resource: { type: 'topic', name: '*', patternType: 'literal' },
          operations: ['Read', 'Describe', 'DescribeConfigs'],
        },
        { resource: { type: 'topic', name: 'dev.pingpong.requested', patternType: 'literal' }, operations: ['Write'] },
        {
          resource: { type: 'group', name: 'e2e-', patternType: 'prefix' },
          operations: ['Read', 'Describe', 'Delete'],
        },
      ],
    },
  },
};

export async function createTestUser(api: KubernetesApi): Promise<void> {
  await api.apply(`${path}/${testUser}`, userObject);
  const secret = resourcePath('v1', 'secrets', namespaces.platform, testUser);
  await waitUntil(`the secret of ${testUser}`, () => api.find<object>(secret), { timeoutMs: 60_000 });
}

export const removeTestUser = (api: KubernetesApi): Promise<void> => api.remove(`${path}/${testUser}`);

export interface ReadRecord {
  readonly key: string;
  readonly value: string;
}

/** Everything committed in a topic up to its end now. */
export async function readTopic(kafka: Kafka, topic: string): Promise<ReadRecord[]> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect());
  const left = new Map(
    offsets.map(({ partition, high }) => [partition, BigInt(high)] as const).filter(([, end]) => end > 0n),
  );
  const records = new Map<string, ReadRecord>();
  if (left.size === 0) return [];
  const consumer = kafka.consumer({ groupId: `e2e-${randomUUID()}`, readUncommitted: false, maxWaitTimeInMs: 200 });
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    if (BigInt(lastOffset) + 1n >= (left.get(partition) ?? 0n)) left.delete(partition);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch: { messages, partition } }) => {
        for (const { key, value, offset } of messages)
          records.set(`${partition}/${offset}`, { key: String(key), value: String(value) });
        return Promise.resolve();
      },
    });
    await waitUntil(`the end of ${topic}`, () => (left.size === 0 ? true : undefined), { timeoutMs: 60_000 });
  } finally {
    await consumer.disconnect();
  }
  return [...records.values()];
}
