import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EmbeddedCluster,
  readTopics,
  reconcileTopics,
  type ActualTopic,
  type DesiredTopic,
} from '../../../local/kafka';
import { isWhole, partitionViews, withAdmin } from '../../../local/kafka/cluster-probe';

// Jest reads `testTimeout` from the root of its configuration only, not from a project's.
jest.setTimeout(120_000);

let cluster: EmbeddedCluster;

const posts: DesiredTopic = {
  name: 'posts',
  partitions: 3,
  replicationFactor: 3,
  config: { 'min.insync.replicas': '2', 'retention.ms': '86400000', 'cleanup.policy': 'compact,delete' },
};
const replies: DesiredTopic = { name: 'replies', partitions: 1, replicationFactor: 2, config: {} };

const reconcile = (desired: readonly DesiredTopic[], options?: { prune?: boolean; dryRun?: boolean }) =>
  reconcileTopics(cluster.bootstrapServers, desired, options);

async function actual(): Promise<ActualTopic[]> {
  const topics = await withAdmin(cluster.bootstrapServers, readTopics);
  return topics.sort((a, b) => a.name.localeCompare(b.name));
}

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-topics-test-'));
  cluster = await EmbeddedCluster.start({ dir, env: process.env });
});
afterAll(() => cluster?.destroy());

// Each starts from posts and replies as above.
beforeEach(async () => {
  await reconcile([], { prune: true });
  await reconcile([posts, replies]);
});

describe('reconcileTopics', () => {
  it('creates topics with their configuration, led and in sync when it returns', async () => {
    await reconcile([], { prune: true });
    const changes = await reconcile([posts, replies]);
    const views = await withAdmin(cluster.bootstrapServers, (admin) => partitionViews(admin));
    expect(views.filter((view) => !view.topic.startsWith('__') && isWhole(view))).toHaveLength(4);
    expect(changes.map(({ kind, topic }) => [kind, topic])).toEqual([
      ['create', 'posts'],
      ['create', 'replies'],
    ]);
    expect(await actual()).toEqual([
      { name: 'posts', replicas: [3, 3, 3], config: posts.config },
      { name: 'replies', replicas: [2], config: {} },
    ]);
  });

  it('finds nothing to do the second time', async () => {
    expect(await reconcile([posts, replies])).toEqual([]);
  });

  it('alters settings and resets those that are no longer wanted', async () => {
    const config = { 'retention.ms': '1000', 'max.message.bytes': '2000' };
    await reconcile([{ ...posts, config }, replies]);
    expect((await actual())[0]?.config).toEqual(config);
    expect(await reconcile([{ ...posts, config }, replies])).toEqual([]);
  });

  it('raises the number of partitions', async () => {
    await reconcile([{ ...posts, partitions: 5 }]);
    expect((await actual())[0]?.replicas).toEqual([3, 3, 3, 3, 3]);
  });

  it.each([
    ['fewer partitions', { ...posts, partitions: 2 }, 'TOPIC_PARTITIONS_DECREASE'],
    ['another replication factor', { ...posts, replicationFactor: 2 }, 'TOPIC_REPLICATION_FACTOR_CHANGE'],
  ])('rejects %s and changes nothing at all', async (_, wanted, code) => {
    const before = await actual();
    const work = reconcile(
      [
        { ...wanted, config: {} },
        { ...replies, partitions: 4 },
        { ...posts, name: 'new' },
      ],
      { prune: true },
    );
    await expect(work).rejects.toMatchObject({
      code: 'LOCAL_TOPICS_REFUSED',
      message: expect.stringContaining(code) as string,
      detail: { refused: [expect.objectContaining({ topic: 'posts', code }) as object] },
    });
    expect(await actual()).toEqual(before);
  });

  it.each([
    ['an unknown setting of a new topic', { ...posts, name: 'new', config: { 'retention.mz': '1' } }, 'create new'],
    ['a bad value of an existing topic', { ...posts, config: { 'retention.ms': 'long' } }, 'alter-config posts'],
    ['more replicas than brokers', { ...posts, name: 'new', replicationFactor: 4 }, 'INVALID_REPLICATION_FACTOR'],
  ])('rejects %s and changes nothing at all', async (_, wanted, message) => {
    const before = await actual();
    await expect(reconcile([{ ...replies, partitions: 4 }, wanted])).rejects.toMatchObject({
      code: 'LOCAL_TOPICS_INVALID',
      message: expect.stringContaining(message) as string,
    });
    expect(await actual()).toEqual(before);
  });

  it('says what it would do and does not do it', async () => {
    const before = await actual();
    const changes = await reconcile([{ ...posts, partitions: 2 }], { dryRun: true, prune: true });
    expect(changes.map(({ kind, topic }) => [kind, topic])).toEqual([
      ['refuse', 'posts'],
      ['prune', 'replies'],
    ]);
    expect(await actual()).toEqual(before);
  });

  it('deletes what nobody wants only when it is asked to', async () => {
    await reconcile([posts]);
    expect((await actual()).map(({ name }) => name)).toEqual(['posts', 'replies']);
    await reconcile([posts], { prune: true });
    expect((await actual()).map(({ name }) => name)).toEqual(['posts']);
  });
});
