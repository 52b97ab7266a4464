import { environments } from '../../environments';
import { resolve } from '../../model/resolve';
import { Duration, Size } from '../../model/units';
import { withChanges } from './with-changes';

function configOf(
  changes: Readonly<Record<string, unknown>>,
  name = 'posts',
): Readonly<Record<string, string>> | undefined {
  return resolve(withChanges(environments['eks-prod'], changes)).topics.find((topic) => topic.name === name)?.config;
}

describe("a topic's settings", () => {
  it('are said completely, as Kafka says them', () => {
    expect(configOf({})).toEqual({
      'cleanup.policy': 'delete',
      'max.message.bytes': '1048576',
      'min.insync.replicas': '2',
      'retention.bytes': '-1',
      'retention.ms': '604800000',
      'segment.bytes': '1073741824',
      'segment.ms': '604800000',
      'unclean.leader.election.enable': 'false',
    });
  });

  it('keep for ever within a size', () => {
    const config = configOf({ 'topics/posts/retention': 'forever', 'topics/posts/retentionSize': Size.gibibytes(10) });
    expect(config).toMatchObject({ 'retention.ms': '-1', 'retention.bytes': String(10 * 2 ** 30) });
  });

  it('do not bound a topic by size that is only compacted: Kafka would ignore it', () => {
    const config = configOf({
      'topics/posts/cleanup': 'compact',
      'topics/posts/retention': 'forever',
      'topics/posts/retentionSize': Size.gibibytes(10),
    });
    expect(config).toMatchObject({ 'cleanup.policy': 'compact', 'retention.bytes': '-1', 'retention.ms': '-1' });
  });

  it('move segments to S3 and close them in time for it, where only a part stays on the volumes', () => {
    const pluginImage = `registry.example.com/tiered-storage@sha256:${'0'.repeat(64)}`;
    const tiered = { 'platform/tieredStorage': { pluginImage } };
    const config = configOf({ ...tiered, 'topics/posts/localRetention': Duration.hours(12) });
    expect(config).toMatchObject({
      'remote.storage.enable': 'true',
      'local.retention.ms': '43200000',
      'retention.ms': '604800000',
      'segment.ms': '43200000',
    });
    expect(Object.keys(configOf(tiered) ?? {}).filter((key) => /remote|local/.test(key))).toEqual([]);
  });

  it('prefer availability where the profile does', () => {
    const config = configOf({ 'topics/posts/durability': 'available' });
    expect(config).toMatchObject({ 'min.insync.replicas': '1', 'unclean.leader.election.enable': 'true' });
  });
});

describe("the brokers' settings", () => {
  const brokers = (changes: Readonly<Record<string, unknown>>) =>
    resolve(withChanges(environments['eks-prod'], changes)).kafka.config;

  it('are said completely, as Kafka says them', () => {
    expect(brokers({})).toEqual({
      'auto.create.topics.enable': 'false',
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      'offsets.topic.replication.factor': '3',
      'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
      'share.coordinator.state.topic.min.isr': '2',
      'share.coordinator.state.topic.replication.factor': '3',
      'transaction.state.log.min.isr': '2',
      'transaction.state.log.replication.factor': '3',
      'unclean.leader.election.enable': 'false',
    });
  });

  it('keep offsets and transactions as safe as the safest topic, with the replicas it has', () => {
    const config = brokers({
      'kafka/brokers': 6,
      'platform/kafkaNodes/perZone': 2,
      'topics/consumer.dead-letter/durability': 'survives-two-losses',
      'topics/consumer.dead-letter/replicationFactor': 5,
      'topics/posts/replicationFactor': 6,
    });
    expect(config).toMatchObject({
      'offsets.topic.replication.factor': '5',
      'transaction.state.log.min.isr': '3',
      'min.insync.replicas': '3',
      'default.replication.factor': '5',
    });
  });

  it('flush when they are told to', () => {
    const config = brokers({ 'kafka/flushMessages': 1, 'kafka/flushInterval': Duration.seconds(2) });
    expect(config).toMatchObject({ 'log.flush.interval.messages': '1', 'log.flush.interval.ms': '2000' });
    expect(Object.keys(brokers({})).filter((key) => key.startsWith('log.flush'))).toEqual([]);
  });
});
