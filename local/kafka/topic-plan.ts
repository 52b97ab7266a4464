import { LocalKafkaError } from './errors';

/** A topic as the model wants it. */
export interface DesiredTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** A topic as the cluster has it. */
export interface ActualTopic {
  readonly name: string;
  /** The number of replicas of each partition, in the order of the partitions. */
  readonly replicas: readonly number[];
  /** What is set on the topic itself, not what it inherits. */
  readonly config: Readonly<Record<string, string>>;
}

/** One setting that changes; without `to` it goes back to the broker's default. */
export interface ConfigChange {
  readonly key: string;
  readonly from?: string;
  readonly to?: string;
}

/** Why something is not done. */
export interface Refusal {
  readonly kind: 'refuse';
  readonly topic: string;
  readonly code: 'TOPIC_PARTITIONS_DECREASE' | 'TOPIC_REPLICATION_FACTOR_CHANGE';
  readonly got: number;
  readonly wanted: number;
  /** Value, rule and what to do. */
  readonly reason: string;
}

export type TopicChange =
  | ({ readonly kind: 'create'; readonly topic: string } & Omit<DesiredTopic, 'name'>)
  | {
      readonly kind: 'alter-config';
      readonly topic: string;
      readonly changes: readonly ConfigChange[];
      /** All settings afterwards: Kafka's request replaces the whole set. */
      readonly config: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'add-partitions'; readonly topic: string; readonly from: number; readonly to: number }
  | { readonly kind: 'prune'; readonly topic: string }
  | Refusal;

/** Kafka's own topics, and those of Connect and others that follow the custom. */
export function isInternal(topic: string): boolean {
  return topic.startsWith('__');
}

function requireSound(desired: readonly DesiredTopic[]): void {
  const names = desired.map(({ name }) => name);
  const problems = [
    ...new Set(names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is listed twice`)),
    ...names.filter(isInternal).map((name) => `${name} is a name of Kafka's own topics`),
    ...desired
      .filter((topic) => !(Number.isInteger(topic.partitions) && topic.partitions >= 1))
      .map((topic) => `${topic.name} has ${topic.partitions} partitions, 1 or more are needed`),
    ...desired
      .filter((topic) => !(Number.isInteger(topic.replicationFactor) && topic.replicationFactor >= 1))
      .map((topic) => `${topic.name} has replication factor ${topic.replicationFactor}, 1 or more is needed`),
  ];
  if (problems.length === 0) return;
  throw new LocalKafkaError(
    'LOCAL_TOPICS_INVALID',
    `the topics cannot be: ${problems.join('; ')}. Correct the model.`,
    {
      detail: { problems },
    },
  );
}

function configChanges(wanted: DesiredTopic, actual: ActualTopic): ConfigChange[] {
  const keys = [...new Set([...Object.keys(wanted.config), ...Object.keys(actual.config)])].sort();
  return keys.flatMap((key): ConfigChange[] => {
    const from = actual.config[key];
    const to = wanted.config[key];
    if (from === to) return [];
    return [{ key, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

function refusals(wanted: DesiredTopic, actual: ActualTopic): Refusal[] {
  const { name, partitions, replicationFactor } = wanted;
  const found: Refusal[] = [];
  if (partitions < actual.replicas.length) {
    found.push({
      kind: 'refuse',
      topic: name,
      code: 'TOPIC_PARTITIONS_DECREASE',
      got: actual.replicas.length,
      wanted: partitions,
      reason:
        `${name} has ${actual.replicas.length} partitions and ${partitions} are wanted; partitions cannot be taken away, their ` +
        'records would be lost. Keep the number, or make a topic with another name and move the records.',
    });
  }
  const differing = actual.replicas.find((count) => count !== replicationFactor);
  if (differing !== undefined) {
    found.push({
      kind: 'refuse',
      topic: name,
      code: 'TOPIC_REPLICATION_FACTOR_CHANGE',
      got: differing,
      wanted: replicationFactor,
      reason:
        `${name} has ${differing} replicas and ${replicationFactor} are wanted; that moves data between brokers, which is a ` +
        'reassignment (kafka-reassign-partitions), not a setting. Keep the factor, or reassign first.',
    });
  }
  return found;
}

function changesOf(wanted: DesiredTopic, actual: ActualTopic | undefined): TopicChange[] {
  const { name: topic, partitions, replicationFactor, config } = wanted;
  if (actual === undefined) return [{ kind: 'create', topic, partitions, replicationFactor, config }];
  const changes = configChanges(wanted, actual);
  const from = actual.replicas.length;
  return [
    ...refusals(wanted, actual),
    ...(changes.length > 0 ? [{ kind: 'alter-config', topic, changes, config } as const] : []),
    ...(partitions > from ? [{ kind: 'add-partitions', topic, from, to: partitions } as const] : []),
  ];
}

/**
 * What leads from the actual topics to the desired ones: in the order of the desired ones, then what is pruned. Internal
 * topics are left alone. With a refusal among the changes none of them may be applied.
 */
export function planTopics(
  desired: readonly DesiredTopic[],
  actual: readonly ActualTopic[],
  options: { readonly prune?: boolean } = {},
): TopicChange[] {
  requireSound(desired);
  const existing = new Map(actual.map((topic) => [topic.name, topic]));
  const wanted = new Set(desired.map(({ name }) => name));
  const extra = options.prune === true ? actual.filter(({ name }) => !isInternal(name) && !wanted.has(name)) : [];
  return [
    ...desired.flatMap((topic) => changesOf(topic, existing.get(topic.name))),
    ...extra.map(({ name }): TopicChange => ({ kind: 'prune', topic: name })),
  ];
}
