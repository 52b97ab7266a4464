import { DataRate, Duration, Size } from '../../../model/units';
import type { RuleCases } from './rule-case';

const spare = { description: 'spare', owner: 'platform', durability: 'no-loss', key: 'none' };
const quiet = { writeRate: DataRate.bytesPerSecond(0) };
/** A further topic that the producer may write, so that nothing but its name can be wrong. */
const another = (name: string): Readonly<Record<string, unknown>> => ({
  [`topics/${name}`]: spare,
  [`catalogue/${name}`]: quiet,
  'services/producer/produces': ['posts', 'platform.health', name],
});

export const topicCases: RuleCases = {
  TOPIC_NAME_INVALID: [
    {
      on: 'local',
      contracts: another('no spaces'),
      path: "contracts.topics['no spaces']",
      got: '"no spaces"',
      allowed: '1 to 249 letters',
    },
    { on: 'local', contracts: another('..'), path: "contracts.topics['..']", got: '".."', allowed: 'not . or ..' },
    {
      on: 'local',
      contracts: another('a'.repeat(250)),
      path: `contracts.topics.${'a'.repeat(250)}`,
      got: 'aaa',
      allowed: '1 to 249',
    },
  ],
  TOPIC_NAME_RESERVED: [
    {
      on: 'local',
      contracts: another('__posts'),
      path: 'contracts.topics.__posts',
      got: '"__posts"',
      allowed: 'any other beginning',
    },
  ],
  TOPIC_NAMES_COLLIDE: [
    {
      on: 'local',
      contracts: another('dev_pingpong.failed'),
      path: "contracts.topics['dev_pingpong.failed']",
      got: '"dev_pingpong.failed" beside "dev.pingpong.failed"',
      allowed: 'more than . and _',
    },
  ],
  TOPIC_UNKNOWN: [
    { on: 'local', set: { 'topics/post': {} }, path: 'topics.post', got: '"post"', allowed: 'posts' },
    { on: 'local', set: { 'topics/toString': {} }, path: 'topics.toString', got: '"toString"', allowed: 'posts' },
    {
      on: 'local',
      contracts: { 'catalogue/pots': {} },
      path: 'catalogue.pots',
      got: '"pots"',
      allowed: 'contracts/topics.ts',
    },
  ],
  TOPIC_OWNER_UNKNOWN: [
    {
      on: 'local',
      contracts: { 'topics/posts/owner': 'producr' },
      path: 'contracts.topics.posts.owner',
      got: '"producr"',
      allowed: "'platform'",
    },
  ],
  TOPIC_UNUSED: [
    {
      on: 'local',
      contracts: { 'topics/spare': spare, 'catalogue/spare': quiet },
      path: 'contracts.topics.spare',
      got: 'no service names',
      allowed: 'produces or consumes',
    },
  ],
  TOPIC_DURABILITY_UNKNOWN: [
    {
      on: 'local',
      set: { 'topics/posts/durability': 'no-los' },
      path: 'topics.posts.durability',
      got: '"no-los"',
      allowed: 'no-loss, survives-two-losses, available',
    },
    {
      on: 'local',
      set: { 'topics/posts/durability': 'constructor' },
      path: 'topics.posts.durability',
      got: '"constructor"',
      allowed: 'no-loss',
    },
  ],
  TOPIC_PARTITIONS_INVALID: [
    {
      on: 'local',
      set: { 'topics/posts/partitions': 0 },
      path: 'topics.posts.partitions',
      got: '0',
      allowed: 'from 1 to 10000',
    },
    {
      on: 'local',
      set: { 'topics/posts/partitions': 2.5 },
      path: 'topics.posts.partitions',
      got: '2.5',
      allowed: 'a whole number',
    },
    {
      on: 'local',
      set: { 'topics/dev.pingpong.failed/partitions': -1 },
      path: "topics['dev.pingpong.failed'].partitions",
      got: '-1',
      allowed: 'a whole number',
    },
  ],
  TOPIC_REPLICATION_INVALID: [
    {
      on: 'local',
      set: { 'topics/posts/replicationFactor': 0 },
      path: 'topics.posts.replicationFactor',
      got: '0',
      allowed: 'from 1 to 100',
    },
    {
      on: 'local',
      set: { 'topics/posts/replicationFactor': 3.5 },
      path: 'topics.posts.replicationFactor',
      got: '3.5',
      allowed: 'a whole number',
    },
  ],
  TOPIC_REPLICATION_EXCEEDS_BROKERS: [
    {
      on: 'local',
      set: { 'topics/posts/replicationFactor': 4 },
      path: 'topics.posts.replicationFactor',
      got: '4',
      allowed: '1 to 3',
    },
  ],
  TOPIC_REPLICATION_BELOW_PROFILE: [
    {
      on: 'local',
      set: { 'topics/platform.health/durability': 'available', 'topics/platform.health/replicationFactor': 1 },
      path: "topics['platform.health'].replicationFactor",
      got: '1',
      allowed: "2 or more for 'available'",
      also: ['TOPIC_REPLICATION_EQUALS_MIN_INSYNC', 'SERVICE_TRANSACTION_NOT_DURABLE'],
    },
  ],
  TOPIC_REPLICATION_EQUALS_MIN_INSYNC: [
    {
      on: 'local',
      set: { 'topics/posts/replicationFactor': 2 },
      path: 'topics.posts.replicationFactor',
      got: '2',
      allowed: 'more than 2',
      also: ['TOPIC_REPLICATION_BELOW_PROFILE'],
    },
  ],
  TOPIC_UNWRITABLE_WITHOUT_A_ZONE: [
    // Four replicas over three zones: the zone with two of them takes the third in-sync replica with it.
    {
      on: 'eks-prod',
      set: {
        'kafka/brokers': 6,
        'platform/kafkaNodes/perZone': 2,
        'topics/platform.health/durability': 'survives-two-losses',
      },
      path: "topics['platform.health'].replicationFactor",
      got: '4: 2 left without a zone, 3 must be in sync',
      allowed: '5 or more over 3 zones',
    },
  ],
  TOPIC_RETENTION_INVALID: [
    {
      on: 'local',
      set: { 'topics/posts/retention': Duration.seconds(0) },
      path: 'topics.posts.retention',
      got: '0 ms',
      allowed: 'from 1 s',
    },
    {
      on: 'local',
      set: { 'topics/posts/retentionSize': Size.bytes(0) },
      path: 'topics.posts.retentionSize',
      got: '0 B',
      allowed: 'from 1 KiB',
    },
  ],
  TOPIC_RETENTION_IGNORED: [
    {
      on: 'local',
      set: { 'topics/posts/cleanup': 'compact', 'topics/posts/retentionSize': Size.gibibytes(1) },
      path: 'topics.posts.retention',
      got: '1 d',
      allowed: "'forever'",
    },
  ],
  TOPIC_GROWS_WITHOUT_BOUND: [
    {
      on: 'local',
      set: { 'topics/posts/retention': 'forever' },
      path: 'topics.posts.retentionSize',
      got: "nothing, with retention 'forever' and 20 kB/s",
      allowed: 'a retentionSize',
    },
    {
      on: 'local',
      set: { 'topics/posts/cleanup': 'compact', 'topics/posts/retention': 'forever' },
      path: 'topics.posts.retentionSize',
      got: "nothing, with retention 'forever'",
      allowed: 'a retentionSize',
    },
  ],
  TOPIC_RECORD_SIZE_INVALID: [
    {
      on: 'local',
      set: { 'topics/posts/maxRecordSize': Size.bytes(0) },
      path: 'topics.posts.maxRecordSize',
      got: '0 B',
      allowed: 'from 64 KiB to 64 MiB',
    },
    {
      on: 'local',
      set: { 'topics/posts/maxRecordSize': Size.gibibytes(4) },
      path: 'topics.posts.maxRecordSize',
      got: '4 GiB',
      allowed: 'to 64 MiB',
    },
  ],
  TOPIC_WRITE_RATE_INVALID: [
    {
      on: 'local',
      set: { 'topics/posts/writeRate': DataRate.megabytesPerSecond(1e6) },
      path: 'topics.posts.writeRate',
      got: '1000000 MB/s',
      allowed: 'to 100000 MB/s',
    },
  ],
  TOPIC_DEAD_LETTER_TOO_SMALL: [
    {
      on: 'local',
      set: { 'topics/consumer.dead-letter/maxRecordSize': Size.mebibytes(1) },
      path: "topics['consumer.dead-letter'].maxRecordSize",
      got: '1 MiB',
      allowed: 'at least 1040 KiB, for posts',
    },
  ],
  TOPIC_DEAD_LETTER_LESS_DURABLE: [
    {
      on: 'local',
      set: { 'topics/consumer.dead-letter/durability': 'available' },
      path: "topics['consumer.dead-letter'].durability",
      got: '"available"',
      allowed: 'as safe as "no-loss", which posts has',
    },
  ],
};
