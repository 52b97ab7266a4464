import fc from 'fast-check';
import { durabilityProfiles } from '../../contracts/durability';
import { decodeRuntimeConfig, encodeRuntimeConfig } from '../../contracts/runtime-config';
import { services as contracts, type ServiceName } from '../../contracts/services';
import { topicNames, topics, type TopicName } from '../../contracts/topics';
import { catalogue } from '../../model/catalogue';
import { resolve, tryResolve } from '../../model/resolve';
import { runtimeConfig } from '../../model/runtime-config';
import type { EnvironmentSpec, TopicSpec } from '../../model/spec';
import { EnvironmentInvalidError } from '../../model/violation';
import { brokenSpec, nearbySpec } from './spec-arbitrary';

/** The invariants, written a second time from the spec alone: nothing here calls the rules or the model's arithmetic. */

const runs = { numRuns: 1_500 };
const gibibyte = 1024 ** 3;

interface Facts {
  readonly brokers: number;
  readonly zones: number;
  readonly laptop: boolean;
}

function factsOf({ kafka, platform }: EnvironmentSpec): Facts {
  const zones = platform.kind === 'eks' ? 3 : platform.kind === 'minikube' ? platform.zones.length : 0;
  return { brokers: kafka.brokers, zones, laptop: platform.kind === 'embedded' || platform.kind === 'compose' };
}

const said = (spec: EnvironmentSpec, name: TopicName): TopicSpec => ({ ...catalogue[name], ...spec.topics?.[name] });

function replication(spec: EnvironmentSpec, name: TopicName) {
  const settings = said(spec, name);
  const profile = durabilityProfiles[settings.durability ?? topics[name].durability];
  return {
    factor: settings.replicationFactor ?? profile.minReplicationFactor,
    minInsync: profile.minInsyncReplicas,
    profile,
  };
}

/** Puts replicas into zones one by one and takes the fullest away. */
function leftAfterTheFullestZone(replicas: number, zones: number): number {
  const held = new Array<number>(zones).fill(0);
  for (let i = 0; i < replicas; i++) held[i % zones] = (held[i % zones] ?? 0) + 1;
  return replicas - Math.max(...held);
}

/** The least that a topic may grow to: what arrives within its retention, or its size. Less than the model reckons. */
function certainBytes(spec: EnvironmentSpec, name: TopicName): number {
  const { retention, retentionSize, writeRate, partitions = 3, cleanup } = said(spec, name);
  const rate = writeRate?.toBytesPerSecond() ?? 1_000;
  const age =
    cleanup === 'compact' || retention === 'forever'
      ? Infinity
      : (retention?.toMilliseconds() ?? 7 * 86_400_000) / 1000;
  const byAge = rate === 0 ? 0 : rate * age;
  return Math.min(byAge, retentionSize === undefined ? Infinity : retentionSize.toBytes() * partitions);
}

function usedPorts({ platform, kafka, services = {} }: EnvironmentSpec): number[] {
  const own = (Object.keys(contracts) as ServiceName[]).map((name) => services[name]?.port ?? contracts[name].port);
  const row = (first: number): number[] => Array.from({ length: kafka.brokers }, (_, id) => first + id);
  if (platform.kind === 'embedded') return [...own, ...row(platform.brokerPort), ...row(platform.controllerPort)];
  if (platform.kind !== 'compose') return own;
  const { kafkaUiPort, restPort, prometheusPort, grafanaPort } = platform;
  return [...own, ...row(platform.brokerPort), kafkaUiPort, restPort, prometheusPort, grafanaPort];
}

/** What is wrong with an accepted spec; empty when nothing is. */
function broken(spec: EnvironmentSpec): string[] {
  const { brokers, zones, laptop } = factsOf(spec);
  const { kafka } = spec;
  const problems: string[] = [];
  const must = (holds: boolean, what: string): void => void (holds || problems.push(what));
  for (const name of topicNames) {
    const { factor, minInsync, profile } = replication(spec, name);
    must(factor <= brokers && factor >= profile.minReplicationFactor, `${name}: replication ${factor} on ${brokers}`);
    must(minInsync < factor, `${name}: min ISR ${minInsync} of ${factor}`);
    must(zones < 2 || leftAfterTheFullestZone(factor, zones) >= minInsync, `${name}: a zone stops its writes`);
    must(Number.isInteger(said(spec, name).partitions ?? 3), `${name}: partitions`);
  }
  const bytes =
    topicNames.reduce((sum, name) => sum + certainBytes(spec, name) * replication(spec, name).factor, 0) / brokers;
  must(
    bytes < kafka.volume.size.toBytes() * (1 - (kafka.volume.headroom ?? 0.25)) + 1,
    `storage ${bytes / gibibyte} GiB`,
  );
  const replicas = topicNames.reduce(
    (sum, name) => sum + (said(spec, name).partitions ?? 3) * replication(spec, name).factor,
    0,
  );
  must(replicas / brokers <= (kafka.maxReplicasPerBroker ?? 4_000), `${replicas} replicas`);
  const ports = usedPorts(spec);
  must(
    ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536),
    `ports ${ports.join()}`,
  );
  must(!laptop || new Set(ports).size === ports.length, `ports ${ports.join()} collide`);
  must(zones === 0 || (brokers % zones === 0 && zones !== 2), `${brokers} brokers over ${zones} zones`);
  must(laptop === ((kafka.authentication ?? (laptop ? 'none' : 'scram')) === 'none'), 'authentication');
  must(kafka.heap.toBytes() * (laptop ? 1 : 2) <= kafka.resources.memory.toBytes(), 'heap');
  must(/^[a-z]/.test(spec.name), 'name');
  must(kafka.cruiseControl !== true || (zones > 0 && brokers > 1), 'Cruise Control');
  return [...problems, ...brokenServices(spec), ...brokenCluster(spec)];
}

/** Names of images that would be pulled from elsewhere or change, and a minikube whose nodes together are too small. */
function brokenCluster({ platform, kafka, services = {} }: EnvironmentSpec): string[] {
  if (platform.kind !== 'minikube' && platform.kind !== 'eks') return [];
  const { mirror = 'a.b', imageRepository = '', imageTag = '1' } = platform;
  const problems = [mirror, imageRepository].filter((name) => /[A-Z ]|:\/\/|:1$/.test(name));
  if (!mirror.includes('.')) problems.push(`mirror ${mirror}`);
  if (imageTag === 'latest' || imageTag === '') problems.push(`tag ${imageTag}`);
  if (platform.kind === 'eks') return problems;
  const pods = (Object.keys(contracts) as ServiceName[]).map((name) => {
    const { scaling, replicas = 1, resources } = services[name] ?? {};
    return (scaling?.maxReplicas ?? replicas) * (resources?.cpu.toMillicores() ?? 250);
  });
  const controllers = kafka.controllers === 'combined' ? 0 : (kafka.controllers ?? 3) * 250;
  const asked = pods.reduce((sum, cpu) => sum + cpu, kafka.brokers * kafka.resources.cpu.toMillicores() + controllers);
  if (asked > platform.zones.length * platform.node.cpu.toMillicores()) problems.push(`${asked} m on all nodes`);
  return problems;
}

function brokenServices(spec: EnvironmentSpec): string[] {
  const session = (spec.kafka.brokerSessionTimeout?.toMilliseconds() ?? 9_000) * 2;
  return (Object.keys(contracts) as ServiceName[]).flatMap((name) => {
    const service = spec.services?.[name] ?? {};
    const consumed: readonly TopicName[] = contracts[name].consumes;
    const partitions = consumed.map((topic) => said(spec, topic).partitions ?? 3);
    const problems: string[] = [];
    if ((service.deliveryTimeout?.toMilliseconds() ?? 30_000) < session) problems.push(`${name}: delivery timeout`);
    if (consumed.length > 0 && (service.replicas ?? 1) > Math.max(...partitions))
      problems.push(`${name}: idle members`);
    if (!((service.attempts ?? 5) >= 1)) problems.push(`${name}: attempts`);
    return [...problems, ...brokenScaling(spec, name, partitions), ...brokenQuota(spec, name)];
  });
}

function brokenScaling(spec: EnvironmentSpec, name: ServiceName, partitions: readonly number[]): string[] {
  const { scaling, replicas = 1 } = spec.services?.[name] ?? {};
  if (scaling === undefined) return [];
  const { maxReplicas, metric = 'cpu', target = 50 } = scaling;
  const consumes = partitions.length > 0;
  const sound =
    !factsOf(spec).laptop &&
    maxReplicas >= replicas &&
    Number.isInteger(target) &&
    target >= 1 &&
    (metric === 'cpu' ? target <= 100 : consumes) &&
    (!consumes || partitions.some((count) => count >= maxReplicas));
  return sound ? [] : [`${name}: scaling ${JSON.stringify(scaling)}`];
}

/** What all brokers grant together is no less than what is written to all of them. */
function brokenQuota(spec: EnvironmentSpec, name: ServiceName): string[] {
  const { quota } = spec.services?.[name] ?? {};
  if (quota === undefined) return [];
  const { brokers, laptop } = factsOf(spec);
  const uses = { produce: contracts[name].produces, fetch: contracts[name].consumes } as const;
  return (['produce', 'fetch'] as const).flatMap((member) => {
    const granted = quota[member]?.toBytesPerSecond();
    if (granted === undefined) return laptop ? [`${name}: quota`] : [];
    const used: readonly TopicName[] = uses[member];
    const load = used.reduce((sum, topic) => sum + (said(spec, topic).writeRate?.toBytesPerSecond() ?? 1_000), 0);
    const sound = !laptop && granted > 0 && granted < 2 ** 31 && granted * brokers >= load;
    return sound ? [] : [`${name}: quota ${granted}`];
  });
}

describe('resolve', () => {
  it('keeps every invariant in every spec that it accepts, and accepts and refuses enough of them', () => {
    const tally = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(nearbySpec, (spec) => {
        const resolution = tryResolve(spec);
        tally[resolution.ok ? 'accepted' : 'refused'] += 1;
        if (resolution.ok) expect(broken(spec)).toEqual([]);
        else expect(resolution.violations.length).toBeGreaterThan(0);
      }),
      runs,
    );
    expect(tally.accepted).toBeGreaterThan(0.2 * runs.numRuns);
    expect(tally.refused).toBeGreaterThan(0.2 * runs.numRuns);
  });

  it('makes only environments whose services can be told about them', () => {
    fc.assert(
      fc.property(nearbySpec, fc.constantFrom(...(Object.keys(contracts) as ServiceName[])), (spec, service) => {
        const resolution = tryResolve(spec);
        if (!resolution.ok) return;
        const place = { bootstrapServers: ['b:9092'], instance: 'i-0', security: { protocol: 'PLAINTEXT' } } as const;
        const config = runtimeConfig(resolution.environment, service, place);
        expect(decodeRuntimeConfig(encodeRuntimeConfig(config))).toEqual(config);
      }),
      { numRuns: 500 },
    );
  });

  it('never crashes, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(brokenSpec, nearbySpec, fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true })),
        (spec) => {
          try {
            resolve(spec as EnvironmentSpec);
          } catch (error) {
            expect(error).toBeInstanceOf(EnvironmentInvalidError);
          }
        },
      ),
      runs,
    );
  });
});
