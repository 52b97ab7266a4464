import { environments, type EnvironmentName } from '../../environments';
import { platformContracts } from '../../model/contracts';
import { tryResolve } from '../../model/resolve';
import { Cpu, DataRate, Duration, Size } from '../../model/units';
import { withChanges } from './with-changes';

/** What is just allowed: the other side of each limit has its "rejects" test in rules/. */
const justAllowed: readonly (readonly [EnvironmentName, Readonly<Record<string, unknown>>])[] = [
  ['local', { name: 'a'.repeat(32) }],
  ['local', { 'platform/brokerPort': 65_533 }],
  ['local', { 'services/consumer/port': 9095 }],
  ['local', { 'kafka/maxReplicasPerBroker': 169 }],
  ['local', { 'kafka/brokerSessionTimeout': Duration.seconds(4) }],
  ['local', { 'kafka/flushMessages': 1, 'kafka/flushInterval': Duration.milliseconds(1) }],
  ['local', { 'services/producer/traceSampleRatio': 0, 'services/consumer/traceSampleRatio': 1 }],
  ['local', { 'services/producer/queueSize': Size.mebibytes(128) }],
  ['local', { 'services/producer/queueSize': Size.mebibytes(1) }],
  ['local', { 'services/consumer/attempts': 1 }],
  ['local', { 'services/consumer/deliveryTimeout': Duration.seconds(12) }],
  ['local', { 'topics/consumer.dead-letter/maxRecordSize': Size.kibibytes(1_040) }],
  ['local', { 'topics/posts/retention': 'forever', 'topics/posts/writeRate': DataRate.bytesPerSecond(0) }],
  ['local', { 'topics/posts/cleanup': 'compact,delete' }],
  ['minikube', { 'kafka/controllers': 'combined' }],
  [
    'minikube',
    {
      'platform/zones': ['a'],
      'kafka/controllers': 'combined',
      'platform/node': { cpu: Cpu.millicores(3_225), memory: Size.mebibytes(8_464) },
    },
  ],
  ['minikube', { 'kafka/cruiseControl': false }],
  ['minikube', { 'services/consumer/scaling': { maxReplicas: 3, metric: 'consumer-lag', target: 1 } }],
  ['minikube', { 'services/producer/scaling': { maxReplicas: 2, target: 100 } }],
  ['minikube', { 'platform/mirror': 'localhost:5000', 'platform/imageRepository': 'registry:5000/a/b-c__d.e' }],
  ['minikube', { 'platform/imageTag': 'v1.2.3-rc.1', 'platform/volumeProvisioner': 'k8s.io/minikube-hostpath' }],
  ['minikube', { 'platform/zones': ['a'], 'platform/node': { cpu: Cpu.cores(8), memory: Size.gibibytes(16) } }],
  ['minikube', { 'kafka/authentication': 'mtls' }],
  ['eks-prod', { 'kafka/heap': Size.gibibytes(6) }],
  ['eks-prod', { 'kafka/controllers': 5, 'platform/kafkaNodes/perZone': 2 }],
  ['eks-prod', { 'services/consumer/replicas': 12, 'services/ping-pong/replicas': 3 }],
  ['eks-prod', { 'services/consumer/scaling': { maxReplicas: 12, metric: 'consumer-lag' } }],
  // A third of 1 MB/s of posts, four partitions of twelve, rounded up; and all of the health topic's 200 B/s.
  ['eks-prod', { 'services/producer/quota': { produce: DataRate.bytesPerSecond(333_534) } }],
  ['eks-prod', { 'services/consumer/quota': { fetch: DataRate.bytesPerSecond(2 ** 31 - 1) } }],
  ['eks-prod', { 'services/producer/deliveryTimeout': Duration.seconds(18) }],
  ['eks-prod', { 'versions/kafka': '4.2.0' }],
  ['minikube', { 'versions/kafka': '4.2.0', 'versions/kubernetes': '1.30' }],
];

it('accepts the longest name of a topic', () => {
  const name = 'n'.repeat(249);
  const terms = { description: '', owner: 'platform', durability: 'no-loss', key: 'none' };
  const changes = { [`topics/${name}`]: terms, 'services/producer/produces': ['posts', 'platform.health', name] };
  expect(tryResolve(environments.local, withChanges(platformContracts, changes)).ok).toBe(true);
});

it.each(justAllowed)('accepts what is just allowed on %s: %j', (name, changes) => {
  const resolution = tryResolve(withChanges<unknown>(environments[name], changes));
  expect(resolution.ok ? [] : resolution.violations).toEqual([]);
});
