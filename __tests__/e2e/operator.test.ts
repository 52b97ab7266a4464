import { waitUntil } from '../../local/kafka/wait-until';
import { Duration } from '../../model/units';
import { kafkaCluster, namespaces } from '../../model/cluster-names';
import type { Kafka, KafkaTopic } from '../../modules/kubernetes/generated/strimzi';
import type { KafkaClients } from '../support/e2e/kafka-clients';
import { resourcePath } from '../support/e2e/kubernetes-api';
import { Platform } from '../support/e2e/platform';
import { podStates } from '../support/e2e/pods';
import { brokerSelector } from '../support/e2e/port-forwards';
import { levelNow } from '../support/e2e/test-cluster';
import { createTestUser, removeTestUser, testUser } from '../support/e2e/test-user';

// A roll of three brokers, each of which must be in sync again before the next.
jest.setTimeout(1_800_000);

/*
 * What only Strimzi's own operator can show: on a cluster to which `cdktf deploy minikube` has brought it. Nothing stays
 * changed: the topic is the test's own, the brokers' setting is put back.
 */
// eslint-disable-next-line no-restricted-properties -- where the operator's image cannot be had, the first level stands in for it
const suite = levelNow() === 'operator' ? describe : describe.skip;
const namespace = namespaces.platform;
const topics = resourcePath('kafka.strimzi.io/v1', 'kafkatopics', namespace);
const kafkas = resourcePath('kafka.strimzi.io/v1', 'kafkas', namespace);

interface Conditions {
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}
const isReady = ({ metadata, status }: (Kafka | KafkaTopic) & Conditions): boolean =>
  status?.observedGeneration === metadata.generation &&
  (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

suite("on Strimzi's operator", () => {
  let platform: Platform;
  let clients: KafkaClients;

  beforeAll(async () => {
    platform = await Platform.open();
    await createTestUser(platform.cluster.api);
    clients = await platform.clients();
  });
  afterAll(async () => {
    await removeTestUser(platform.cluster.api);
    await platform?.close();
  });

  /** `topic/partition: in sync`, for those that have fewer replicas in sync than the least that writes need. */
  async function underMinIsr(): Promise<string[]> {
    const wanted = await platform.cluster.api.list<KafkaTopic>(topics);
    const least = new Map(
      wanted.map(({ metadata, spec }) => [
        spec.topicName ?? metadata.name ?? '',
        Number(spec.config?.['min.insync.replicas'] ?? 2),
      ]),
    );
    const admin = (await clients.as(testUser)).admin();
    await admin.connect();
    const answer = await admin.fetchTopicMetadata({ topics: [...least.keys()] }).finally(() => admin.disconnect());
    return answer.topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ isr }) => isr.length < (least.get(name) ?? 2))
        .map(({ partitionId, isr }) => `${name}/${partitionId}: ${isr.join(',')}`),
    );
  }

  it('the Kafka cluster and every topic is Ready, with replicas on three racks', async () => {
    const { cluster } = platform;
    const kafka = await cluster.api.list<Kafka & Conditions>(kafkas);
    const all = await cluster.api.list<KafkaTopic & Conditions>(topics);
    expect([...kafka, ...all].filter((object) => !isReady(object)).map(({ metadata }) => metadata.name)).toEqual([]);
    const zones = new Map(
      (await podStates(cluster, brokerSelector)).map(({ name, zone }) => [Number(name.replace(/^.*-/, '')), zone]),
    );
    const admin = (await clients.as(testUser)).admin();
    await admin.connect();
    const { topics: found } = await admin
      .fetchTopicMetadata({ topics: all.map(({ metadata, spec }) => spec.topicName ?? metadata.name ?? '') })
      .finally(() => admin.disconnect());
    const racks = found.flatMap(({ partitions }) =>
      partitions.map(({ replicas }) => new Set(replicas.map((id) => zones.get(id))).size),
    );
    expect(racks.length).toBeGreaterThan(10);
    expect(racks.every((count) => count === 3)).toBe(true);
  });

  it('partitions that are raised are there when the topic is Ready again', async () => {
    const { api } = platform.cluster;
    const path = `${topics}/e2e-raised`;
    const object = (partitions: number): KafkaTopic => ({
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaTopic',
      metadata: { name: 'e2e-raised', namespace, labels: { 'strimzi.io/cluster': kafkaCluster.name } },
      spec: { partitions, replicas: 3, config: { 'min.insync.replicas': 2 } },
    });
    try {
      for (const partitions of [3, 6]) {
        await api.apply(path, object(partitions));
        const ready = async (): Promise<true | undefined> =>
          isReady(await api.get<KafkaTopic & Conditions>(path)) ? true : undefined;
        await waitUntil('the topic to be Ready', ready, { timeoutMs: 120_000, everyMs: 500 });
        const admin = (await clients.as(testUser)).admin();
        await admin.connect();
        const answer = await admin.fetchTopicMetadata({ topics: ['e2e-raised'] }).finally(() => admin.disconnect());
        expect(answer.topics[0]?.partitions).toHaveLength(partitions);
      }
    } finally {
      await api.remove(path);
    }
  });

  it('a changed setting of the brokers rolls them one at a time, and no partition falls below its min ISR', async () => {
    const { cluster } = platform;
    const before = await podStates(cluster, brokerSelector);
    const low: string[] = [];
    const awayAtOnce: number[] = [];
    let rolling = true;
    const watch = async (): Promise<void> => {
      while (rolling) {
        // A broker that is asked while it ends does not answer: it is asked again.
        low.push(...(await underMinIsr().catch(() => [])));
        const now = await podStates(cluster, brokerSelector);
        awayAtOnce.push(before.length - now.filter(({ ready }) => ready).length);
        await new Promise((settle) => setTimeout(settle, 1_000));
      }
    };
    const watching = watch();
    try {
      await platform.deploy(platform.synthesize({ 'kafka/brokerSessionTimeout': Duration.seconds(10) }));
      const after = await podStates(cluster, brokerSelector);
      expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
      expect(after.filter(({ uid }) => before.some((pod) => pod.uid === uid))).toEqual([]);
    } finally {
      await platform.deploy(platform.synthesize());
      rolling = false;
      await watching;
    }
    expect(low).toEqual([]);
    expect(Math.max(...awayAtOnce)).toBe(1);
  });
});
