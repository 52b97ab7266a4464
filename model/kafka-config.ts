import { durabilityProfiles } from '../contracts/durability';
import { segmentTime } from './capacity';
import { defaults, kafkaLog } from './defaults';
import type { KafkaDraft, TopicDraft } from './draft';

/** Kafka's own names of settings, and nowhere else in the model. Values are texts, as Kafka reads and reports them. */

type Config = Record<string, string>;

/** A segment goes to S3 once it is closed, which `segmentTime` sees to in time for the local retention. */
function remoteConfig({ localRetention }: TopicDraft): Config {
  if (localRetention === undefined) return {};
  return { 'local.retention.ms': String(localRetention.toMilliseconds()), 'remote.storage.enable': 'true' };
}

/** Settings of a topic: all that the model decides, so that a broker's default never matters. */
export function topicConfig(topic: TopicDraft): Readonly<Config> {
  const { retention, retentionSize } = topic;
  return {
    ...remoteConfig(topic),
    'cleanup.policy': topic.cleanup,
    'max.message.bytes': String(topic.maxRecordSize.toBytes()),
    'min.insync.replicas': String(topic.profile.minInsyncReplicas),
    'retention.bytes':
      retentionSize === undefined || topic.cleanup === 'compact' ? '-1' : String(retentionSize.toBytes()),
    'retention.ms': retention === 'forever' ? '-1' : String(retention.toMilliseconds()),
    'segment.bytes': String(kafkaLog.segmentSize.toBytes()),
    'segment.ms': String(segmentTime(topic).toMilliseconds()),
    'unclean.leader.election.enable': String(topic.profile.uncleanLeaderElection),
  };
}

interface Replication {
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
}

/** Offsets and transactions are as safe as the safest topic: losing them loses what the topics promise. */
function internalReplication(topics: readonly TopicDraft[], brokers: number): Replication {
  const strictest = Math.max(0, ...topics.map(({ profile }) => profile.minInsyncReplicas));
  const safest = topics.filter(({ profile }) => profile.minInsyncReplicas === strictest);
  if (safest.length > 0) {
    return {
      replicationFactor: Math.max(...safest.map((topic) => topic.replicationFactor)),
      minInsyncReplicas: strictest,
    };
  }
  const { minReplicationFactor, minInsyncReplicas } = durabilityProfiles['no-loss'];
  const replicationFactor = Math.min(minReplicationFactor, brokers);
  return { replicationFactor, minInsyncReplicas: Math.max(1, Math.min(minInsyncReplicas, replicationFactor - 1)) };
}

/** Settings of every broker and controller of a cluster; listeners, ids, racks and folders belong to whoever starts them. */
export function brokerConfig(kafka: KafkaDraft, topics: readonly TopicDraft[]): Readonly<Config> {
  const { replicationFactor, minInsyncReplicas } = internalReplication(topics, kafka.brokers);
  const [copies, inSync] = [String(replicationFactor), String(minInsyncReplicas)];
  const config: Config = {
    'auto.create.topics.enable': 'false',
    'default.replication.factor': copies,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': copies,
    // A consumer that names its rack fetches from the replica there: no traffic between zones.
    'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.replication.factor': copies,
    'unclean.leader.election.enable': 'false',
  };
  // Kafka's own is left unsaid. Strimzi takes this one of all that begin with `broker.` (`KafkaClusterSpec` of its api 1.2.0).
  if (kafka.brokerSessionTimeout.compare(defaults.kafka.brokerSessionTimeout) !== 0)
    config['broker.session.timeout.ms'] = String(kafka.brokerSessionTimeout.toMilliseconds());
  if (kafka.flushMessages !== undefined) config['log.flush.interval.messages'] = String(kafka.flushMessages);
  if (kafka.flushInterval !== undefined) config['log.flush.interval.ms'] = String(kafka.flushInterval.toMilliseconds());
  return config;
}
