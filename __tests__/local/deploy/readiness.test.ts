import type { LiveObject } from '../../../local/deploy/kubectl';
import { unreadiness } from '../../../local/deploy/readiness';

const strimzi = (kind: string, generation: number, status: object, annotations = {}): LiveObject =>
  ({ apiVersion: 'kafka.strimzi.io/v1', kind, metadata: { name: 'x', generation, annotations }, status }) as LiveObject;
const apps = (kind: string, spec: object, status: object): LiveObject =>
  ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'x', generation: 2 },
    spec,
    status: { observedGeneration: 2, ...status },
  }) as LiveObject;
const plain = (apiVersion: string, kind: string, status?: object, metadata = {}): LiveObject =>
  ({
    apiVersion,
    kind,
    metadata: { name: 'x', ...metadata },
    ...(status === undefined ? {} : { status }),
  }) as LiveObject;
/** As prometheus-operator writes it; `seen` is the generation that its conditions are of. */
const monitored = (kind: string, spec: object, status: object, seen = 2, available = 'True'): LiveObject =>
  ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name: 'x', generation: 2 },
    spec,
    status: {
      ...status,
      conditions: [
        {
          type: 'Available',
          status: available,
          message: available === 'True' ? '' : 'pod x-0: 0/3 nodes',
          observedGeneration: seen,
        },
        { type: 'Reconciled', status: 'True', observedGeneration: seen },
      ],
    },
  }) as LiveObject;
const ready = { type: 'Ready', status: 'True' };

const done: readonly [string, LiveObject][] = [
  ['a topic that is Ready', strimzi('KafkaTopic', 3, { observedGeneration: 3, conditions: [ready] })],
  [
    'a template of rebalances, which nobody runs',
    strimzi('KafkaRebalance', 1, {}, { 'strimzi.io/rebalance-template': 'true' }),
  ],
  ['a node pool: the Kafka object speaks for it', strimzi('KafkaNodePool', 1, {})],
  [
    'a deployment that is rolled out',
    apps('Deployment', { replicas: 2 }, { replicas: 2, updatedReplicas: 2, availableReplicas: 2 }),
  ],
  ['a deployment scaled to nothing', apps('Deployment', { replicas: 0 }, {})],
  [
    'a stateful set',
    apps('StatefulSet', { replicas: 1 }, { readyReplicas: 1, currentRevision: 'a', updateRevision: 'a' }),
  ],
  ['a daemon set', apps('DaemonSet', {}, { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 })],
  ['a namespace', plain('v1', 'Namespace', { phase: 'Active' })],
  [
    'a definition that is served',
    plain('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      conditions: [
        { type: 'Established', status: 'True' },
        { type: 'NamesAccepted', status: 'True' },
      ],
    }),
  ],
  ['a Prometheus with both its shards', monitored('Prometheus', { replicas: 1, shards: 2 }, { updatedReplicas: 2 })],
  ['an Alertmanager of one', monitored('Alertmanager', {}, { updatedReplicas: 1 })],
  ['a kind that nothing works on', plain('networking.k8s.io/v1', 'NetworkPolicy')],
];

const open: readonly [string, LiveObject, RegExp][] = [
  ['a topic nobody has looked at', strimzi('KafkaTopic', 1, {}), /generation 1 is not seen yet/],
  [
    'a topic whose change is not seen, though it was Ready',
    strimzi('KafkaTopic', 4, { observedGeneration: 3, conditions: [ready] }),
    /generation 4 is not seen yet \(3 is\)/,
  ],
  [
    'a topic that is refused',
    strimzi('KafkaTopic', 1, {
      observedGeneration: 1,
      conditions: [{ type: 'Ready', status: 'False', reason: 'NotSupported', message: 'Decreasing partitions' }],
    }),
    /not Ready: NotSupported: Decreasing partitions/,
  ],
  [
    'a cluster that says NotReady',
    strimzi('Kafka', 1, {
      observedGeneration: 1,
      conditions: [{ type: 'NotReady', status: 'True', reason: 'Creating', message: 'brokers' }],
    }),
    /Creating: brokers/,
  ],
  [
    'a rebalance that failed',
    strimzi('KafkaRebalance', 1, { conditions: [{ type: 'NotReady', status: 'True', message: 'no Cruise Control' }] }),
    /no Cruise Control/,
  ],
  [
    'a deployment on its way',
    apps('Deployment', { replicas: 2 }, { replicas: 3, updatedReplicas: 1, availableReplicas: 2 }),
    /1 of 2 replicas are of the new/,
  ],
  [
    'old replicas that linger',
    apps('Deployment', { replicas: 2 }, { replicas: 3, updatedReplicas: 2, availableReplicas: 2 }),
    /1 replicas of an older/,
  ],
  [
    'replicas that are not available',
    apps('Deployment', {}, { replicas: 1, updatedReplicas: 1 }),
    /0 of 1 replicas are available/,
  ],
  [
    'pods that are refused',
    apps(
      'Deployment',
      {},
      { conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' }] },
    ),
    /exceeded quota/,
  ],
  [
    'a stateful set',
    apps('StatefulSet', { replicas: 2 }, { readyReplicas: 1, currentRevision: 'a', updateRevision: 'a' }),
    /1 of 2 replicas are ready/,
  ],
  [
    'a daemon set',
    apps('DaemonSet', {}, { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2 }),
    /2 of 3 nodes/,
  ],
  [
    'a Prometheus that nobody has looked at',
    plain('monitoring.coreos.com/v1', 'Prometheus', undefined, { generation: 1 }),
    /no condition Reconciled yet/,
  ],
  [
    'a Prometheus whose change is not seen, though it was Available',
    monitored('Prometheus', {}, { updatedReplicas: 1 }, 1),
    /generation 2 is not seen yet \(1 is\)/,
  ],
  [
    'an Alertmanager that is degraded',
    monitored('Alertmanager', {}, { updatedReplicas: 1 }, 2, 'Degraded'),
    /not Available: pod x-0: 0\/3 nodes/,
  ],
  [
    'a Prometheus with a shard of the older version',
    monitored('Prometheus', { replicas: 1, shards: 2 }, { updatedReplicas: 1 }),
    /1 of 2 replicas are of the new version/,
  ],
  ['a namespace on its way out', plain('v1', 'Namespace', { phase: 'Terminating' }), /Terminating/],
  [
    'a definition without a status',
    plain('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    /no condition Established/,
  ],
  ['anything that is being deleted', plain('v1', 'Service', undefined, { deletionTimestamp: 'now' }), /being deleted/],
];

describe('unreadiness', () => {
  it.each(done)('finds nothing to say of %s', (_, object) => {
    expect(unreadiness(object)).toBeUndefined();
  });

  it.each(open)('says why of %s', (_, object, why) => {
    expect(unreadiness(object)).toMatch(why);
  });
});
