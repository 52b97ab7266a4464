import { durabilityProfiles, type DurabilityProfile, type DurabilityProfileName } from '../contracts/durability';
import { registryOf } from './aws-names';
import { otlpEndpoint } from './cluster-names';
import type { Contracts, ServiceTerms } from './contracts';
import { defaults, largestQuota } from './defaults';
import type { Alerts, Kafka, KeptTelemetry, Platform, Service, TelemetryStore, Topic, Versions } from './environment';
import { filled } from './filled';
import { isLaptop } from './placement';
import type { ReadSpec } from './read-spec';
import type {
  AlertsSpec,
  ClusterPlatformSpec,
  EksPlatformSpec,
  KafkaSpec,
  PlatformSpec,
  QuotaSpec,
  ScalingSpec,
  ServiceSpec,
  TopicSpec,
  VersionsSpec,
} from './spec';
import { DataRate, type Duration } from './units';

/** A spec with its defaults filled in, before the rules have looked at it: any value may still be wrong. */
export interface Draft {
  readonly name: string;
  readonly platform: Platform;
  readonly kafka: KafkaDraft;
  readonly versions: VersionsDraft;
  readonly topics: readonly TopicDraft[];
  readonly services: readonly ServiceDraft[];
  readonly alerts: Alerts;
  readonly overrides: Overrides;
}

/** Names of topics or services that the spec overrides, whether they are known or not. */
export interface Overrides {
  readonly topics: readonly string[];
  readonly services: readonly string[];
  /** Services for which the spec says a quota itself. */
  readonly quotas: readonly string[];
}

export interface KafkaDraft extends Omit<Kafka, 'brokers' | 'config' | 'volume'> {
  readonly brokers: number;
  /** Its throughput and IOPS follow from the topics where nobody says them. */
  readonly volume: Pick<Kafka['volume'], 'size' | 'headroom'> & Partial<Kafka['volume']>;
  readonly flushMessages?: number;
  readonly flushInterval?: Duration;
}

export type TopicDraft = Omit<Topic, 'config'>;
export type ServiceDraft = Omit<Service, 'durability'>;
export type VersionsDraft = Omit<Versions, 'metadata'>;

export const isProfileName = (name: string): name is DurabilityProfileName => Object.hasOwn(durabilityProfiles, name);

/** A profile by its name. An unknown one has a rule that refuses the topic; until then it counts as `no-loss`. */
function profileOf(name: string): DurabilityProfile {
  return isProfileName(name) ? durabilityProfiles[name] : durabilityProfiles['no-loss'];
}

type Stores<T> = Readonly<Record<'logs' | 'traces', T>>;

function draftStores(standard: Stores<KeptTelemetry>, { logs, traces }: ClusterPlatformSpec): Stores<TelemetryStore> {
  return {
    logs: logs === 'none' ? logs : { ...standard.logs, ...logs },
    traces: traces === 'none' ? traces : { ...standard.traces, ...traces },
  };
}

function draftEks(spec: EksPlatformSpec): Extract<Platform, { kind: 'eks' }> {
  const imageRepository = `${registryOf(spec.account)}/${defaults.cluster.imageRepository}`;
  const network = { ...defaults.eks.network, ...spec.network };
  return {
    ...defaults.cluster,
    imageRepository,
    ...defaults.eks,
    ...spec,
    ...draftStores(defaults.eks, spec),
    network,
  };
}

export function draftPlatform(spec: PlatformSpec): Platform {
  if (spec.kind === 'minikube')
    return { ...defaults.cluster, ...defaults.minikube, ...spec, ...draftStores(defaults.minikube, spec) };
  if (spec.kind === 'eks') return draftEks(spec);
  return spec;
}

/** Some defaults follow from the platform; without one that can be read, the rules about them do not run. */
export function draftKafka(spec: KafkaSpec, platform: Platform | undefined): KafkaDraft {
  const laptop = platform !== undefined && isLaptop(platform);
  const { controllers, controllerResources, maxReplicasPerBroker, brokerSessionTimeout, cruiseControlFrom } =
    defaults.kafka;
  return {
    controllers: laptop ? 'combined' : controllers,
    controllerResources,
    maxReplicasPerBroker,
    brokerSessionTimeout,
    authentication: laptop ? 'none' : 'scram',
    cruiseControl: !laptop && spec.brokers >= cruiseControlFrom,
    ...spec,
    volume: { headroom: defaults.kafka.headroom, ...spec.volume },
  };
}

export function draftVersions(spec: VersionsSpec, contracts: Contracts): VersionsDraft {
  return { ...contracts.versions.newest, ...spec };
}

export function draftAlerts({ receivers, ...said }: AlertsSpec): Alerts {
  return {
    ...filled<Omit<Alerts, 'receivers'>>(defaults.alerts, said),
    ...(receivers === undefined ? {} : { receivers }),
  };
}

function draftTopic(name: string, override: TopicSpec, contracts: Contracts): TopicDraft | undefined {
  const terms = contracts.topics[name];
  if (terms === undefined) return undefined;
  const base = Object.hasOwn(contracts.catalogue, name) ? contracts.catalogue[name] : {};
  const said: TopicSpec = { ...base, ...override };
  const durability = said.durability ?? terms.durability;
  const profile = profileOf(durability);
  const cleanup = said.cleanup ?? defaults.topic.cleanup;
  return {
    ...defaults.topic,
    replicationFactor: profile.minReplicationFactor,
    retention: cleanup === 'compact' ? 'forever' : defaults.topic.retention,
    ...said,
    name,
    description: terms.description,
    owner: terms.owner,
    durability,
    profile,
    cleanup,
  };
}

function draftQuota(
  { produces, consumes }: ServiceTerms,
  said: QuotaSpec,
  topics: readonly TopicDraft[],
): Service['quota'] {
  const { timesDeclared, leastProduce, leastFetch } = defaults.quota;
  // Plain numbers: the product of sound values may be larger than a `DataRate` can say.
  const ofTopics = (names: readonly string[], least: DataRate): DataRate => {
    const declared = topics.filter(({ name }) => names.includes(name)).map(({ writeRate }) => writeRate);
    const total = declared.reduce((sum, rate) => sum + rate.toBytesPerSecond() * timesDeclared, 0);
    const most = largestQuota.toBytesPerSecond();
    return DataRate.bytesPerSecond(Math.min(most, Math.max(least.toBytesPerSecond(), total)));
  };
  return { produce: ofTopics(produces, leastProduce), fetch: ofTopics(consumes, leastFetch), ...said };
}

function draftScaling({ maxReplicas, metric = defaults.scaling.metric, target }: ScalingSpec): Required<ScalingSpec> {
  return { maxReplicas, metric, target: target ?? defaults.scaling.target[metric] };
}

function draftService(
  name: string,
  terms: ServiceTerms,
  { scaling, quota, ...override }: ServiceSpec,
  topics: readonly TopicDraft[],
): ServiceDraft {
  const { description, produces, consumes, group, deadLetter, transactional, port } = terms;
  return {
    ...defaults.service,
    port,
    ...override,
    ...(scaling === undefined ? {} : { scaling: draftScaling(scaling) }),
    quota: draftQuota(terms, quota ?? {}, topics),
    name,
    description,
    produces,
    consumes,
    ...(group === undefined ? {} : { group }),
    ...(deadLetter === undefined ? {} : { deadLetter }),
    transactional,
  };
}

const member = <T extends object>(record: Readonly<Record<string, T>>, name: string): T | Record<string, never> =>
  (Object.hasOwn(record, name) ? record[name] : undefined) ?? {};

/** Every topic of the contracts, in the catalogue's order, as this spec has it. */
export function draftTopics(spec: ReadSpec, contracts: Contracts): TopicDraft[] {
  return Object.keys(contracts.topics).flatMap((name) => draftTopic(name, member(spec.topics, name), contracts) ?? []);
}

/** Traces go to the cluster's own store, where there is one. */
const tracesGoTo = (platform: Platform | undefined): ServiceSpec =>
  platform === undefined || isLaptop(platform) || platform.traces === 'none' ? {} : { otlpEndpoint };

export function draftServices(
  spec: ReadSpec,
  platform: Platform | undefined,
  topics: readonly TopicDraft[],
  contracts: Contracts,
): ServiceDraft[] {
  return Object.entries(contracts.services).map(([name, terms]) =>
    draftService(name, terms, { ...tracesGoTo(platform), ...member(spec.services, name) }, topics),
  );
}
