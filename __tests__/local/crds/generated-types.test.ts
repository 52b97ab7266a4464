import type { PodMonitor } from '../../../modules/kubernetes/generated/prometheus-operator';
import type { Kafka, KafkaNodePool, KafkaTopic, KafkaUser } from '../../../modules/kubernetes/generated/strimzi';

/** Held by `make typecheck`: right objects compile, and each line marked as an error is one. */
const metadata = { name: 'posts' };

const topic: KafkaTopic = {
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata,
  spec: { partitions: 3, replicas: 3, config: { 'retention.ms': 604_800_000 } },
};
const pool: KafkaNodePool = {
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaNodePool',
  metadata,
  spec: {
    replicas: 3,
    roles: ['broker'],
    storage: { type: 'jbod', volumes: [{ id: 0, type: 'persistent-claim', size: '10Gi', deleteClaim: false }] },
  },
};
const monitor: PodMonitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata,
  spec: { selector: { matchLabels: { a: 'b' } }, podMetricsEndpoints: [{ port: 'metrics' }] },
};

type Listener = NonNullable<Kafka['spec']['kafka']['listeners']>[number];

const wrong = {
  // @ts-expect-error misspelled
  field: { partitons: 3 } satisfies KafkaTopic['spec'],
  // @ts-expect-error misspelled, further in
  deepField: { name: 'a', port: 9092, tls: true, type: 'internal', authentification: {} } satisfies Listener,
  // @ts-expect-error of another type
  type: { partitions: '3' } satisfies KafkaTopic['spec'],
  // @ts-expect-error not one of the choices
  choice: { authentication: { type: 'scram' } } satisfies KafkaUser['spec'],
  // @ts-expect-error without what is required
  missing: { roles: ['broker'] } satisfies KafkaNodePool['spec'],
  // @ts-expect-error a version that is not served
  version: { ...topic, apiVersion: 'kafka.strimzi.io/v1beta2' } satisfies KafkaTopic,
};

describe('generated types', () => {
  it('take right objects, and refuse six wrong ones when they are compiled', () => {
    expect([topic.kind, pool.kind, monitor.kind]).toEqual(['KafkaTopic', 'KafkaNodePool', 'PodMonitor']);
    expect(Object.keys(wrong)).toHaveLength(6);
  });
});
