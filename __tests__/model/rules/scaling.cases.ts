import { DataRate } from '../../../model/units';
import type { RuleCase, RuleCases } from './rule-case';

const scaled = (
  service: string,
  scaling: Readonly<Record<string, unknown>>,
  member: string,
  got: string,
  allowed: string,
): RuleCase => ({
  on: 'eks-prod',
  set: { [`services/${service}/scaling`]: scaling },
  path: `services.${service}.scaling.${member}`,
  got,
  allowed,
});

const limited = (
  service: string,
  member: 'produce' | 'fetch',
  rate: number,
  got: string,
  allowed: string,
): RuleCase => ({
  on: 'eks-prod',
  set: { [`services/${service}/quota`]: { [member]: DataRate.bytesPerSecond(rate) } },
  path: `services.${service}.quota.${member}`,
  got,
  allowed,
});

export const scalingCases: RuleCases = {
  SERVICE_SCALING_INVALID: [
    scaled('producer', { maxReplicas: 0 }, 'maxReplicas', '0', 'from 1 to 1000'),
    scaled('producer', { maxReplicas: 3.5 }, 'maxReplicas', '3.5', 'a whole number'),
    scaled('producer', { maxReplicas: NaN }, 'maxReplicas', 'NaN', 'a whole number'),
    scaled('producer', { maxReplicas: 6, target: 0 }, 'target', '0', 'from 1 to 100'),
    scaled('producer', { maxReplicas: 6, target: 101 }, 'target', '101', 'from 1 to 100'),
    scaled('consumer', { maxReplicas: 6, metric: 'consumer-lag', target: 0 }, 'target', '0', 'from 1 to 1000000000'),
    scaled('consumer', { maxReplicas: 6, metric: 'consumer-lag', target: 0.5 }, 'target', '0.5', 'a whole number'),
  ],
  SERVICE_SCALING_BELOW_REPLICAS: [
    scaled('consumer', { maxReplicas: 5 }, 'maxReplicas', '5', 'at least 6, its replicas'),
  ],
  SERVICE_SCALING_METRIC_UNSUITABLE: [
    scaled('producer', { maxReplicas: 6, metric: 'consumer-lag' }, 'metric', '"consumer-lag"', "'cpu'"),
  ],
  SERVICE_SETTING_UNSUITABLE: [
    {
      on: 'local',
      set: { 'services/producer/scaling': { maxReplicas: 1 } },
      path: 'services.producer.scaling',
      got: 'a scaling on embedded',
      allowed: 'neither scaling nor quota',
    },
    {
      on: 'compose',
      set: { 'services/consumer/quota': { fetch: DataRate.megabytesPerSecond(5) } },
      path: 'services.consumer.quota',
      got: 'a quota on compose',
      allowed: 'neither scaling nor quota',
    },
  ],
  SERVICE_QUOTA_INVALID: [
    limited('producer', 'produce', 0, '0 B/s', 'more than 0 B/s'),
    limited('consumer', 'fetch', 0, '0 B/s', 'more than 0 B/s'),
    limited('consumer', 'fetch', 2 ** 31, '2147.483648 MB/s', 'up to 2147483647 B/s'),
  ],
  SERVICE_QUOTA_BELOW_LOAD: [
    limited('producer', 'produce', 333_533, '333.533 kB/s', 'at least 333534 B/s'),
    limited('consumer', 'fetch', 333_333, '333.333 kB/s', 'at least 333334 B/s'),
    // Ten times this would be more than a quota can say; what is left is too little.
    {
      on: 'eks-prod',
      set: {
        'topics/posts': { partitions: 12, writeRate: DataRate.megabytesPerSecond(9_000), retentionSize: undefined },
      },
      path: 'services.producer.quota.produce',
      got: '2147.483647 MB/s',
      allowed: 'at least 3000000200 B/s',
      also: [
        'KAFKA_LOAD_EXCEEDS_EBS_BANDWIDTH',
        'KAFKA_LOAD_EXCEEDS_IOPS',
        'KAFKA_LOAD_EXCEEDS_NETWORK',
        'KAFKA_LOAD_EXCEEDS_VOLUME',
        'KAFKA_VOLUME_TOO_SMALL',
      ],
    },
  ],
};
