import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { isWhole, partitionViews, partitionsKnownTo, withAdmin, type PartitionView } from './cluster-probe';
import { LocalKafkaError } from './errors';
import {
  isInternal,
  planTopics,
  type ActualTopic,
  type DesiredTopic,
  type Refusal,
  type TopicChange,
} from './topic-plan';
import { waitUntil } from './wait-until';

export interface ReconcileOptions {
  /** Whether topics that nobody wants are deleted, with their records. @default false */
  readonly prune?: boolean;
  /** Only says what would be done, refusals among it. @default false */
  readonly dryRun?: boolean;
}

export { planTopics, type DesiredTopic, type TopicChange } from './topic-plan';

type Change<K extends TopicChange['kind']> = Extract<TopicChange, { readonly kind: K }>;

const REQUEST_LIMIT_MS = 30_000;
const WHOLE_LIMIT_MS = 60_000;
const AGREED_LIMIT_MS = 10_000;
// DescribeConfigs' mark for a value set on the topic itself (kafkajs names no constant for it in its types).
const DYNAMIC_TOPIC_CONFIG = 1;

const entries = (config: Readonly<Record<string, string>>): { name: string; value: string }[] =>
  Object.entries(config).map(([name, value]) => ({ name, value }));

function ofKind<K extends TopicChange['kind']>(changes: readonly TopicChange[], kind: K): Change<K>[] {
  return changes.filter((change): change is Change<K> => change.kind === kind);
}

/**
 * The topics of a cluster and what is set on each, without the internal ones. A broker may still name a topic that
 * another has deleted already, or not know one yet: then they are asked again.
 */
export function readTopics(admin: Admin): Promise<ActualTopic[]> {
  const read = (): Promise<ActualTopic[] | undefined> =>
    readOnce(admin).catch((error: unknown) => {
      if ((error as { type?: unknown }).type === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
      throw error;
    });
  return waitUntil('the brokers to agree on which topics there are', read, { timeoutMs: AGREED_LIMIT_MS, everyMs: 50 });
}

async function readOnce(admin: Admin): Promise<ActualTopic[]> {
  const replicas = new Map<string, number[]>();
  for (const view of await partitionViews(admin)) {
    if (isInternal(view.topic)) continue;
    const counts = replicas.get(view.topic) ?? [];
    counts[view.partition] = view.replicas.length;
    replicas.set(view.topic, counts);
  }
  if (replicas.size === 0) return [];
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [...replicas.keys()].map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const configs = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries.filter((entry) => Number(entry.configSource) === DYNAMIC_TOPIC_CONFIG),
    ]),
  );
  return [...replicas].map(([name, counts]) => ({
    name,
    replicas: counts,
    config: Object.fromEntries((configs.get(name) ?? []).map((entry) => [entry.configName, entry.configValue])),
  }));
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.map(describeFailure).join(', ');
  const type = 'type' in error ? String(error.type) : undefined;
  return type === undefined ? error.message : `${type} (${error.message})`;
}

/** Creates, alters or raises one topic; with `validateOnly` the brokers only say whether they would. */
async function apply(admin: Admin, change: TopicChange, validateOnly: boolean): Promise<void> {
  const { topic } = change;
  const timeout = REQUEST_LIMIT_MS;
  switch (change.kind) {
    case 'create': {
      const { partitions: numPartitions, replicationFactor, config } = change;
      const topics = [{ topic, numPartitions, replicationFactor, configEntries: entries(config) }];
      await admin.createTopics({ validateOnly, waitForLeaders: false, timeout, topics });
      return;
    }
    case 'alter-config': {
      // The plain AlterConfigs, which Kafka 4.3 still serves: what the request does not name is reset to the default.
      const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: entries(change.config) }];
      await admin.alterConfigs({ validateOnly, resources });
      return;
    }
    case 'add-partitions':
      await admin.createPartitions({ validateOnly, timeout, topicPartitions: [{ topic, count: change.to }] });
      return;
    case 'prune':
      if (!validateOnly) await admin.deleteTopics({ topics: [topic], timeout });
      return;
    case 'refuse':
      return;
  }
}

function requireNoRefusal(refused: readonly Refusal[]): void {
  if (refused.length === 0) return;
  throw new LocalKafkaError(
    'LOCAL_TOPICS_REFUSED',
    `nothing was changed, for ${refused.length} of the changes must not be made:\n  ${refused.map(({ code, reason }) => `${code}: ${reason}`).join('\n  ')}`,
    { detail: { refused } },
  );
}

/** The brokers' own opinion of every change, before the first is made: a bad setting leaves no half-done work. */
async function requireValid(admin: Admin, changes: readonly TopicChange[]): Promise<void> {
  const problems: string[] = [];
  for (const change of changes) {
    try {
      await apply(admin, change, true);
    } catch (error) {
      const settings = 'config' in change ? ` with ${JSON.stringify(change.config)}` : '';
      problems.push(`${change.kind} ${change.topic}${settings}: ${describeFailure(error)}`);
    }
  }
  if (problems.length === 0) return;
  throw new LocalKafkaError(
    'LOCAL_TOPICS_INVALID',
    `nothing was changed, for the brokers would not accept:\n  ${problems.join('\n  ')}\nCorrect these topics in the model (names and values of settings, replication factor against the number of brokers).`,
    { detail: { problems } },
  );
}

/** What is not yet as it should be in one broker's view. */
function lackingIn(views: readonly PartitionView[], expected: ReadonlyMap<string, number>): string[] {
  return [...expected].flatMap(([topic, partitions]) => {
    const found = views.filter((view) => view.topic === topic);
    // None are expected of a deleted topic.
    const done = partitions === 0 ? found.length === 0 : found.filter(isWhole).length >= partitions;
    return done ? [] : [`${topic} (${found.filter(isWhole).length} of ${partitions} partitions led and in sync)`];
  });
}

/** Waits until every broker that answers sees the changed topics whole, and the deleted ones gone. */
async function awaitSeen(bootstrapServers: readonly string[], expected: ReadonlyMap<string, number>): Promise<void> {
  if (expected.size === 0) return;
  let lacking: string[] = [];
  await waitUntil(
    () => `all brokers to see the topics as they should be: ${lacking.join(', ') || 'no broker answers'}`,
    async () => {
      const answers = (await Promise.all(bootstrapServers.map(partitionsKnownTo))).filter((view) => view !== undefined);
      lacking = [...new Set(answers.flatMap((views) => lackingIn(views, expected)))];
      return answers.length > 0 && lacking.length === 0 ? true : undefined;
    },
    { timeoutMs: WHOLE_LIMIT_MS, everyMs: 50 },
  );
}

function partitionsAfter(changes: readonly TopicChange[]): Map<string, number> {
  return new Map([
    ...ofKind(changes, 'create').map(({ topic, partitions }) => [topic, partitions] as const),
    ...ofKind(changes, 'add-partitions').map(({ topic, to }) => [topic, to] as const),
    ...ofKind(changes, 'prune').map(({ topic }) => [topic, 0] as const),
  ]);
}

/**
 * Makes the cluster's topics the desired ones and returns the changes made, none when all was right already. Resolves
 * when new partitions have their leader and every replica in sync. Rejects with `LOCAL_TOPICS_REFUSED` (partitions taken
 * away, another replication factor) or `LOCAL_TOPICS_INVALID`, and has then changed nothing.
 */
export async function reconcileTopics(
  bootstrapServers: readonly string[],
  desired: readonly DesiredTopic[],
  options: ReconcileOptions = {},
): Promise<TopicChange[]> {
  return withAdmin(bootstrapServers, async (admin) => {
    const changes = planTopics(desired, await readTopics(admin), { prune: options.prune ?? false });
    if (options.dryRun === true || changes.length === 0) return changes;
    requireNoRefusal(ofKind(changes, 'refuse'));
    await requireValid(admin, changes);
    for (const change of changes) await apply(admin, change, false);
    await awaitSeen(bootstrapServers, partitionsAfter(changes));
    return changes;
  });
}
