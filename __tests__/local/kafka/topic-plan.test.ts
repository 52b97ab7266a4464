import fc from 'fast-check';
import { planTopics, type ActualTopic, type DesiredTopic, type TopicChange } from '../../../local/kafka/topic-plan';

const posts: DesiredTopic = { name: 'posts', partitions: 3, replicationFactor: 3, config: { 'retention.ms': '1000' } };
const actualOf = (topic: DesiredTopic): ActualTopic => ({
  name: topic.name,
  replicas: Array.from({ length: topic.partitions }, () => topic.replicationFactor),
  config: topic.config,
});

/** What the brokers make of changes: the other half of the property below. */
function applied(actual: readonly ActualTopic[], changes: readonly TopicChange[]): ActualTopic[] {
  const topics = new Map(actual.map((topic) => [topic.name, topic]));
  for (const change of changes) {
    const before = topics.get(change.topic);
    if (change.kind === 'create') topics.set(change.topic, actualOf({ name: change.topic, ...change }));
    if (change.kind === 'prune') topics.delete(change.topic);
    if (before === undefined) continue;
    if (change.kind === 'alter-config') topics.set(change.topic, { ...before, config: change.config });
    if (change.kind === 'add-partitions') {
      const added = Array.from({ length: change.to - change.from }, () => before.replicas[0] ?? 0);
      topics.set(change.topic, { ...before, replicas: [...before.replicas, ...added] });
    }
  }
  return [...topics.values()].map(({ name, replicas, config }) => ({ name, replicas, config }));
}

describe('planTopics', () => {
  it('plans nothing when all is as desired', () => {
    expect(planTopics([posts], [actualOf(posts)])).toEqual([]);
  });

  it('creates what is missing', () => {
    expect(planTopics([posts], [])).toEqual([
      { kind: 'create', topic: 'posts', partitions: 3, replicationFactor: 3, config: { 'retention.ms': '1000' } },
    ]);
  });

  it('alters, sets and resets configuration in one change with the whole set', () => {
    const actual = { ...actualOf(posts), config: { 'retention.ms': '5', 'cleanup.policy': 'compact' } };
    const desired = { ...posts, config: { 'retention.ms': '1000', 'min.insync.replicas': '2' } };
    expect(planTopics([desired], [actual])).toEqual([
      {
        kind: 'alter-config',
        topic: 'posts',
        changes: [
          { key: 'cleanup.policy', from: 'compact' },
          { key: 'min.insync.replicas', to: '2' },
          { key: 'retention.ms', from: '5', to: '1000' },
        ],
        config: desired.config,
      },
    ]);
  });

  it('raises the number of partitions', () => {
    expect(planTopics([{ ...posts, partitions: 5 }], [actualOf(posts)])).toEqual([
      { kind: 'add-partitions', topic: 'posts', from: 3, to: 5 },
    ]);
  });

  it('refuses to take partitions away', () => {
    expect(planTopics([{ ...posts, partitions: 2 }], [actualOf(posts)])).toEqual([
      {
        kind: 'refuse',
        topic: 'posts',
        code: 'TOPIC_PARTITIONS_DECREASE',
        got: 3,
        wanted: 2,
        reason: expect.stringContaining('posts has 3 partitions and 2 are wanted') as string,
      },
    ]);
  });

  it('refuses another replication factor, also when only one partition differs', () => {
    const actual = { ...actualOf(posts), replicas: [3, 3, 2] };
    expect(planTopics([posts], [actual])).toEqual([
      expect.objectContaining({ kind: 'refuse', code: 'TOPIC_REPLICATION_FACTOR_CHANGE', got: 2, wanted: 3 }),
    ]);
  });

  it('names every refusal of a topic at once', () => {
    const wanted = { ...posts, partitions: 1, replicationFactor: 4 };
    const codes = planTopics([wanted], [actualOf(posts)]).map((change) =>
      'code' in change ? change.code : change.kind,
    );
    expect(codes).toEqual(['TOPIC_PARTITIONS_DECREASE', 'TOPIC_REPLICATION_FACTOR_CHANGE']);
  });

  it('prunes only when asked, and never an internal topic', () => {
    const actual = [actualOf({ ...posts, name: 'old' }), actualOf({ ...posts, name: '__consumer_offsets' })];
    expect(planTopics([], actual)).toEqual([]);
    expect(planTopics([], actual, { prune: true })).toEqual([{ kind: 'prune', topic: 'old' }]);
  });

  it.each([
    ['a name twice', [posts, posts], 'posts is listed twice'],
    ["a name of Kafka's own", [{ ...posts, name: '__mine' }], '__mine is a name of'],
    ['no partitions', [{ ...posts, partitions: 0 }], 'posts has 0 partitions'],
    ['half a replica', [{ ...posts, replicationFactor: 0.5 }], 'posts has replication factor 0.5'],
  ])('rejects %s', (_, desired, message) => {
    expect(() => planTopics(desired, [])).toThrow(
      expect.objectContaining({
        code: 'LOCAL_TOPICS_INVALID',
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});

describe('planTopics, whatever the topics', () => {
  const config = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), { noNullPrototype: true });
  const size = fc.integer({ min: 1, max: 4 });
  const topic = fc.record({
    name: fc.constantFrom('t1', 't2', 't3', 't4'),
    partitions: size,
    replicationFactor: size,
    config,
  });
  const topics = fc.uniqueArray(topic, { selector: ({ name }) => name });
  const internal: ActualTopic = { name: '__consumer_offsets', replicas: [3], config: {} };
  const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

  it('leads to exactly the desired topics when nothing is refused', () => {
    fc.assert(
      fc.property(topics, topics, (desired, existing) => {
        const actual = [...existing.map(actualOf), internal];
        const changes = planTopics(desired, actual, { prune: true });
        fc.pre(!changes.some(({ kind }) => kind === 'refuse'));
        const after = applied(actual, changes);
        expect(after.sort(byName)).toEqual([...desired.map(actualOf), internal].sort(byName));
        expect(planTopics(desired, after, { prune: true })).toEqual([]);
      }),
    );
  });

  it('refuses exactly the topics that would lose partitions or change their factor', () => {
    fc.assert(
      fc.property(topics, topics, (desired, existing) => {
        const refused = planTopics(desired, existing.map(actualOf)).flatMap((c) =>
          c.kind === 'refuse' ? [c.topic] : [],
        );
        const bad = desired.filter((wanted) => {
          const found = existing.find(({ name }) => name === wanted.name);
          return (
            found && (wanted.partitions < found.partitions || wanted.replicationFactor !== found.replicationFactor)
          );
        });
        expect([...new Set(refused)].sort()).toEqual(bad.map(({ name }) => name).sort());
      }),
    );
  });
});
