import fc from 'fast-check';
import { environments } from '../../environments';
import type { EnvironmentSpec } from '../../model/spec';
import { Cpu, DataRate, Duration, Size } from '../../model/units';
import { withChanges } from './with-changes';

/** Random specs: a good environment with some members changed, near enough to be accepted often and refused often. */

const odd = fc.constantFrom(0, -1, 1.5, NaN, Infinity, 1e12, Number.MAX_SAFE_INTEGER);
const count = (max: number): fc.Arbitrary<number> =>
  fc.oneof({ arbitrary: fc.integer({ min: 1, max }), weight: 8 }, { arbitrary: odd, weight: 2 });
const gibibytes = (min: number, max: number): fc.Arbitrary<Size> =>
  fc.integer({ min, max }).map((n) => Size.gibibytes(n));
const mebibytes = (min: number, max: number): fc.Arbitrary<Size> =>
  fc.integer({ min, max }).map((n) => Size.mebibytes(n));
const seconds = (min: number, max: number): fc.Arbitrary<Duration> =>
  fc.integer({ min, max }).map((n) => Duration.seconds(n));
const port = fc.oneof(
  { arbitrary: fc.constantFrom(8000, 8001, 8080, 9090, 9092, 9093, 9094, 19_092, 65_534, 65_535), weight: 3 },
  { arbitrary: fc.integer({ min: 1024, max: 65_000 }), weight: 6 },
  { arbitrary: odd, weight: 1 },
);
const ignored = fc.constant(undefined);

const quota = fc.oneof(
  fc.integer({ min: 0, max: 5_000 }).map((n) => DataRate.kilobytesPerSecond(n)),
  fc.constant(DataRate.bytesPerSecond(Number.MAX_SAFE_INTEGER)),
);

const topic = fc.constantFrom('posts', 'dev.pingpong.failed', 'consumer.dead-letter', 'platform.health');
const service = fc.constantFrom('producer', 'consumer', 'ping-pong');

/** Members of the spec and what they may become. */
const kafkaMembers: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  brokers: fc.oneof({ arbitrary: fc.constantFrom(3, 6, 9), weight: 3 }, { arbitrary: count(10), weight: 1 }),
  controllers: fc.oneof(fc.constantFrom('combined', 3, 5, 2), ignored),
  heap: mebibytes(128, 6_000),
  'resources/memory': mebibytes(256, 14_000),
  'resources/cpu': fc.integer({ min: 50, max: 2_000 }).map((n) => Cpu.millicores(n)),
  'volume/size': gibibytes(1, 2_000),
  'volume/headroom': fc.constantFrom(0.1, 0.25, 0.5, 0.9, 0, 1),
  maxReplicasPerBroker: fc.oneof(fc.integer({ min: 100, max: 5_000 }), odd),
  authentication: fc.constantFrom('none', 'scram', 'mtls'),
  brokerSessionTimeout: seconds(2, 30),
  flushMessages: count(10_000),
  cruiseControl: fc.boolean(),
};

const topicMembers: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  partitions: fc.oneof(
    { arbitrary: fc.integer({ min: 1, max: 60 }), weight: 5 },
    { arbitrary: count(5_000), weight: 1 },
  ),
  replicationFactor: count(6),
  durability: fc.constantFrom('no-loss', 'survives-two-losses', 'available', 'no-los'),
  retention: fc.oneof(seconds(1, 40 * 86_400), fc.constant('forever')),
  retentionSize: mebibytes(1, 100_000),
  cleanup: fc.constantFrom('delete', 'compact', 'compact,delete'),
  maxRecordSize: fc.integer({ min: 32, max: 4_096 }).map((n) => Size.kibibytes(n)),
  writeRate: fc.oneof(
    fc.integer({ min: 0, max: 5_000 }).map((n) => DataRate.kilobytesPerSecond(n)),
    fc.constant(DataRate.bytesPerSecond(Number.MAX_SAFE_INTEGER)),
  ),
};

const serviceMembers: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  replicas: count(8),
  port,
  traceSampleRatio: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), odd),
  otlpEndpoint: fc.constantFrom('http://collector:4318', 'https://a.b/c', 'collector', ''),
  queueSize: mebibytes(1, 200),
  deliveryTimeout: seconds(5, 120),
  attempts: count(20),
  drainTimeout: seconds(1, 60),
  scaling: fc.record(
    {
      maxReplicas: count(16),
      metric: fc.constantFrom('cpu', 'consumer-lag'),
      target: fc.oneof(fc.integer({ min: 1, max: 120 }), odd),
    },
    { requiredKeys: ['maxReplicas'] },
  ),
  quota: fc.record({ produce: quota, fetch: quota }, { requiredKeys: [] }),
};

const otherMembers: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  name: fc.constantFrom('a', 'prod-2', 'Prod', '', 'a-'),
  'platform/brokerPort': port,
  'platform/zones': fc.constantFrom(
    ['a', 'b', 'c'],
    ['us-east-1a', 'us-east-1b', 'us-east-1f'],
    ['a'],
    ['a', 'b'],
    ['a', 'a', 'b'],
  ),
  'platform/memory': mebibytes(256, 8_192),
  'platform/kafkaNodes/perZone': count(3),
  'platform/kafkaNodes/instanceType': fc.constantFrom('r7g.large', 'r7g.xlarge', 'm7g.xlarge', 'm7g.tiny'),
  'platform/node': fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 2, max: 16 }))
    .map(([cores, size]) => ({ cpu: Cpu.cores(cores), memory: Size.gibibytes(size) })),
  'platform/mirror': fc.constantFrom('registry.example.com/mirror', 'https://registry.example.com', 'mirror'),
  'platform/imageRepository': fc.constantFrom('ghcr.io/example/millrace', 'millrace:1', 'Millrace'),
  'platform/imageTag': fc.constantFrom('1.2.3', 'latest', ''),
  'platform/imagePullPolicy': fc.constantFrom('Always', 'Never', 'always'),
  'platform/volumeProvisioner': fc.constantFrom('k8s.io/minikube-hostpath', 'a b'),
  'versions/kafka': fc.constantFrom('4.3.1', '4.2.0', '3.9.0'),
  'versions/kubernetes': fc.constantFrom('1.35', '1.30', '1.29'),
};

function memberOf(
  members: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  prefix: fc.Arbitrary<string>,
): fc.Arbitrary<[string, unknown]> {
  return fc
    .constantFrom(...Object.keys(members))
    .chain((member) =>
      fc
        .tuple(prefix, members[member] ?? ignored)
        .map(([before, value]): [string, unknown] => [`${before}${member}`, value]),
    );
}

const change = fc.oneof(
  { arbitrary: memberOf(kafkaMembers, fc.constant('kafka/')), weight: 3 },
  {
    arbitrary: memberOf(
      topicMembers,
      topic.map((name) => `topics/${name}/`),
    ),
    weight: 4,
  },
  {
    arbitrary: memberOf(
      serviceMembers,
      service.map((name) => `services/${name}/`),
    ),
    weight: 2,
  },
  { arbitrary: memberOf(otherMembers, fc.constant('')), weight: 2 },
);

/** Environments with room, so that brokers, replicas and zones can be changed without anything else being too small. */
const roomy: readonly EnvironmentSpec[] = [
  withChanges(environments.local, { 'platform/memory': Size.gibibytes(32), 'kafka/brokers': 6 }),
  withChanges(environments.minikube, {
    'platform/node': { cpu: Cpu.cores(64), memory: Size.gibibytes(256) },
    'kafka/brokers': 6,
  }),
  withChanges(environments['eks-prod'], {
    'platform/kafkaNodes': { instanceType: 'r7g.4xlarge', perZone: 10 },
    'kafka/brokers': 9,
  }),
];

const base = fc.constantFrom<EnvironmentSpec[]>(...Object.values(environments), ...roomy);

export const nearbySpec: fc.Arbitrary<EnvironmentSpec> = fc
  .tuple(base, fc.array(change, { maxLength: 5 }))
  .map(([environment, changes]) => withChanges(environment, Object.fromEntries(changes)));

const place = fc.constantFrom(
  'name',
  'platform',
  'platform/kind',
  'platform/zones',
  'platform/brokerPort',
  'kafka',
  'kafka/brokers',
  'kafka/heap',
  'kafka/volume',
  'kafka/controllers',
  'topics',
  'topics/posts',
  'topics/posts/retention',
  'topics/nobody',
  'services',
  'services/consumer',
  'versions',
  'services/consumer/resources',
  'versions/kafka',
  'unknown',
  'kafka/volume/unknown',
  'topics/__proto__',
  'topics/posts/writeRate',
  'platform/mirror',
  'platform/imageTag',
  'kafka/cruiseControl',
  'services/producer/scaling',
  'services/consumer/scaling/target',
  'services/consumer/quota',
  'services/consumer/quota/fetch',
);

/** A good environment with anything at all in some of its places. */
export const brokenSpec: fc.Arbitrary<unknown> = fc
  .tuple(base, fc.dictionary(place, fc.anything(), { minKeys: 1, maxKeys: 3, noNullPrototype: true }))
  .map(([environment, changes]) =>
    Object.entries(changes).reduce<unknown>((spec, [path, value]) => overwritten(spec, path, value), environment),
  );

/** As `withChanges`, for places that an earlier change has taken away. */
function overwritten(spec: unknown, path: string, value: unknown): unknown {
  try {
    return withChanges(spec, { [path]: value });
  } catch {
    return spec;
  }
}
