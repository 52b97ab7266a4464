import { topics } from '../../../contracts/topics';
import { DataRate, Duration, Size } from '../../../model/units';
import type { RuleCases } from './rule-case';

/** Kept for an hour, so that it is the rate and not the volumes' size that is too much. */
const posts = (megabytesPerSecond: number) => ({
  'topics/posts': {
    partitions: 12,
    writeRate: DataRate.megabytesPerSecond(megabytesPerSecond),
    retention: Duration.hours(1),
  },
});

const instance = (type: string) => ({ 'platform/kafkaNodes/instanceType': type });

/** One more service that reads posts, with the dead-letter topic that it must have. */
const readerOfPosts = (name: string): Readonly<Record<string, unknown>> => ({
  [`topics/${name}.dead-letter`]: { ...topics['consumer.dead-letter'], owner: name },
  [`catalogue/${name}.dead-letter`]: { maxRecordSize: Size.mebibytes(2), retention: Duration.days(1) },
  [`services/${name}`]: {
    description: 'Reads posts',
    produces: [`${name}.dead-letter`],
    consumes: ['posts'],
    group: name,
    deadLetter: `${name}.dead-letter`,
    transactional: false,
    port: 8000 + name.charCodeAt(0),
  },
});

export const loadCases: RuleCases = {
  KAFKA_LOAD_EXCEEDS_VOLUME: [
    // What is said is too little: 101 of 125 MB/s. A broker's node has the bandwidth.
    {
      on: 'eks-prod',
      set: { ...posts(101), ...instance('r7g.2xlarge'), 'kafka/volume/throughput': DataRate.megabytesPerSecond(125) },
      path: 'kafka.volume.throughput',
      got: '101 MB/s on each broker',
      allowed: 'at most 100 MB/s, 80 % of 125 MB/s',
    },
    // Nothing is said, and no gp3 volume is fast enough.
    {
      on: 'eks-prod',
      set: { ...posts(1_700), ...instance('r7g.4xlarge') },
      path: 'kafka.volume.throughput',
      got: '1700 MB/s',
      allowed: 'at most 1600 MB/s',
      also: ['KAFKA_LOAD_EXCEEDS_EBS_BANDWIDTH', 'KAFKA_LOAD_EXCEEDS_NETWORK', 'KAFKA_VOLUME_TOO_SMALL'],
    },
  ],
  KAFKA_LOAD_EXCEEDS_IOPS: [
    {
      on: 'eks-prod',
      set: { ...posts(350), ...instance('r7g.4xlarge'), 'kafka/volume/iops': 3_000 },
      path: 'kafka.volume.iops',
      got: 'IOPS on each broker',
      allowed: 'at most 2400 IOPS, 80 % of 3000 IOPS',
      also: ['KAFKA_VOLUME_TOO_SMALL'],
    },
  ],
  KAFKA_LOAD_EXCEEDS_EBS_BANDWIDTH: [
    // 80 % of r7g.large's 78.75 MB/s is 63; its network would carry 93.7.
    {
      on: 'eks-prod',
      set: posts(64),
      path: 'platform.kafkaNodes.instanceType',
      got: '64 MB/s on each broker',
      allowed: 'at most 63 MB/s, 80 % of 78.8 MB/s',
    },
  ],
  KAFKA_LOAD_EXCEEDS_NETWORK: [
    // Five groups: each of the two brokers that are left sends half of it six times; of three, each would send 82 MB/s.
    {
      on: 'eks-prod',
      set: posts(35),
      contracts: Object.assign({}, ...['a', 'b', 'c', 'd'].map(readerOfPosts)) as Readonly<Record<string, unknown>>,
      path: 'platform.kafkaNodes.instanceType',
      got: '105 MB/s on each broker',
      allowed: 'at most 93.7 MB/s',
    },
  ],
};
