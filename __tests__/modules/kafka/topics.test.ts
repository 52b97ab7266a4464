import { kafkaEntityObjects } from '../../../modules/kafka/entities';
import { kafkaTopics } from '../../../modules/kafka/topics';
import type { KafkaTopic } from '../../../modules/kubernetes/generated/strimzi';
import { keyOf } from '../../../modules/kubernetes/object';
import { clusterEnvironment, ofKind, variants } from './environments';

const topicsOf = (environment = clusterEnvironment()): KafkaTopic[] =>
  ofKind<KafkaTopic>(kafkaEntityObjects({ environment }), 'KafkaTopic');

/** Paths at which two values differ. */
function differences(one: unknown, other: unknown, path = ''): string[] {
  if (one === other) return [];
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return [path];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) =>
    differences((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], `${path}/${key}`),
  );
}

describe('the KafkaTopics', () => {
  it.each(variants)('are the topics of the model, each with all that the model says: %s', (_, environment) => {
    const objects = topicsOf(environment);
    expect(objects.map(({ spec }) => spec)).toEqual(
      environment.topics.map(({ name, partitions, replicationFactor, config }) => ({
        topicName: name,
        partitions,
        replicas: replicationFactor,
        config,
      })),
    );
    for (const { metadata } of objects) expect(metadata.labels).toMatchObject({ 'strimzi.io/cluster': 'millrace' });
  });

  it('say who owns them and what they promise', () => {
    const posts = topicsOf().find(({ metadata }) => metadata.name === 'posts');
    expect(posts?.metadata.annotations).toMatchObject({
      'millrace.dev/owner': 'producer',
      'millrace.dev/durability': 'no-loss',
      'millrace.dev/description': 'Events posted to the producer service',
    });
  });

  it.each(variants)('outlive their line in the model, unless data may go: %s', (_, environment) => {
    const keep = environment.platform.dataDeletion === 'forbidden' ? 'keep' : undefined;
    for (const { metadata } of topicsOf(environment))
      expect(metadata.annotations?.['helm.sh/resource-policy']).toBe(keep);
  });

  it('differ in one field alone when partitions are raised', () => {
    const objectsOf = (changes: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(
        kafkaEntityObjects({ environment: clusterEnvironment('minikube', changes) }).map((object) => [
          keyOf(object).replaceAll('/', ':'),
          object,
        ]),
      );
    expect(differences(objectsOf({}), objectsOf({ 'topics/posts/partitions': 6 }))).toEqual([
      '/millrace:KafkaTopic:posts/spec/partitions',
    ]);
  });

  it.each([
    ['posts', /^posts$/],
    ['dev.pingpong.requested', /^dev\.pingpong\.requested$/],
    ['Orders_v2', /^orders-v2-[0-9a-f]{8}$/],
  ])('call the topic %s by a name that Kubernetes takes', (name, expected) => {
    const [posts] = clusterEnvironment().topics;
    const [object] = kafkaTopics({ topics: [{ ...posts!, name }], deleteTopics: false });
    expect(object?.metadata.name).toMatch(expected);
    expect(object?.spec.topicName).toBe(name);
  });
});
