import { environments } from '../../environments';
import type { EnvironmentSpec, KafkaSpec, PlatformSpec, TopicSpec } from '../../model/spec';
import { Duration, Size } from '../../model/units';

/** Illegal states that do not compile: `npm run typecheck` is the test, and fails when one of these lines begins to compile. */

const on = (platform: PlatformSpec): PlatformSpec => platform;
const kafka = (spec: Partial<KafkaSpec>): Partial<KafkaSpec> => spec;
const posts = (spec: TopicSpec): TopicSpec => spec;
const spec = (part: Partial<EnvironmentSpec>): Partial<EnvironmentSpec> => part;

const kafkaNodes = { instanceType: 'r7g.large', perZone: 1 };
const ports = { brokerPort: 1, controllerPort: 2 };
const memory = Size.gibibytes(1);
const { heap, resources, volume } = environments.local.kafka;

export const illegal: readonly unknown[] = [
  // @ts-expect-error EKS has exactly three zones
  on({ kind: 'eks', region: 'r', zones: ['a', 'b'], kafkaNodes }),
  // @ts-expect-error a laptop has no zones
  on({ kind: 'embedded', ...ports, memory, zones: ['a'] }),
  // @ts-expect-error there is no such platform
  on({ kind: 'gke' }),
  // @ts-expect-error there is no such topic
  spec({ topics: { post: {} } }),
  // @ts-expect-error there is no such service
  spec({ services: { consumr: {} } }),
  // @ts-expect-error there is no such profile
  posts({ durability: 'none' }),
  // @ts-expect-error min.insync.replicas is the profile's, no loose setting
  posts({ minInsyncReplicas: 1 }),
  // @ts-expect-error a size is no number
  kafka({ heap: 256 }),
  // @ts-expect-error a size is no duration
  kafka({ heap: Duration.days(1) }),
  // @ts-expect-error a laptop pulls from no mirror
  on({ kind: 'embedded', ...ports, memory, mirror: 'registry.example.com' }),
  // @ts-expect-error scaling ends somewhere
  spec({ services: { consumer: { scaling: { metric: 'cpu' } } } }),
  // @ts-expect-error brokers must be said
  spec({ kafka: { heap, resources, volume } }),
];

it('compiles good environments, and refuses the others', () => {
  const good: readonly EnvironmentSpec[] = Object.values(environments);
  expect(good).not.toHaveLength(0);
  expect(illegal).toHaveLength(12);
});
