import type { DurabilityProfileName } from '../contracts/durability';
import { volumePerformance } from './capacity';
import { platformContracts, type Contracts } from './contracts';
import {
  draftAlerts,
  draftKafka,
  draftPlatform,
  draftServices,
  draftTopics,
  draftVersions,
  type Draft,
  type KafkaDraft,
  type ServiceDraft,
  type TopicDraft,
} from './draft';
import type { Environment, Kafka, Service, Topic } from './environment';
import { frozen } from './frozen';
import { brokerConfig, topicConfig } from './kafka-config';
import { racksOf } from './placement';
import { readSpec, type ReadSpec } from './read-spec';
import { rules } from './rules';
import type { RuleKind } from './rules/rule';
import type { EnvironmentSpec } from './spec';
import { describe, EnvironmentInvalidError, isWithin, pathTo, type Violation } from './violation';

/** Fills in the defaults of all parts that could be read. */
function draftOf(spec: ReadSpec, input: unknown, contracts: Contracts): Partial<Draft> {
  const platform = spec.platform && draftPlatform(spec.platform);
  const topics = draftTopics(spec, contracts);
  return {
    ...(spec.name === undefined ? {} : { name: spec.name }),
    ...(platform === undefined ? {} : { platform }),
    ...(spec.kafka === undefined ? {} : { kafka: draftKafka(spec.kafka, platform) }),
    ...(spec.versions === undefined ? {} : { versions: draftVersions(spec.versions, contracts) }),
    ...(spec.alerts === undefined ? {} : { alerts: draftAlerts(spec.alerts) }),
    topics,
    services: draftServices(spec, platform, topics, contracts),
    overrides: overridesIn(input),
  };
}

function overridesIn(input: unknown): Draft['overrides'] {
  const { topics, services } = (input ?? {}) as { readonly topics?: unknown; readonly services?: unknown };
  const namesIn = (value: unknown): string[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const saysQuota = (name: string): boolean => {
    const service: unknown = (services as Readonly<Record<string, unknown>>)[name];
    return typeof service === 'object' && service !== null && 'quota' in service && service.quota !== undefined;
  };
  return {
    topics: namesIn(topics),
    services: namesIn(services),
    quotas: namesIn(services).filter(saysQuota),
  };
}

/** The parts of a draft in which nothing is wrong yet: rules about relations look at these alone. */
function soundPartsOf(draft: Partial<Draft>, violations: readonly Violation[]): Partial<Draft> {
  const sound = (...path: readonly string[]): boolean => {
    const part = pathTo(...path);
    return !violations.some((violation) => isWithin(violation.path, part) || isWithin(part, violation.path));
  };
  const { topics = [], services = [], ...others } = draft;
  const parts = Object.entries(others).filter(([part]) => sound(part));
  return {
    ...Object.fromEntries(parts),
    topics: topics.filter(({ name }) => sound('topics', name)),
    services: services.filter(({ name }) => sound('services', name)),
  };
}

function check(kind: RuleKind, draft: Partial<Draft>, contracts: Contracts): Violation[] {
  return rules.filter((rule) => rule.kind === kind).flatMap((rule) => rule.check(draft, contracts));
}

function resolvedKafka({ flushMessages, flushInterval, ...kafka }: KafkaDraft, { platform, topics }: Draft): Kafka {
  const flush = {
    ...(flushMessages === undefined ? {} : { flushMessages }),
    ...(flushInterval === undefined ? {} : { flushInterval }),
  };
  const racks = racksOf(platform, kafka.brokers);
  return {
    ...kafka,
    volume: { ...volumePerformance(topics, kafka.brokers, kafka.volume), ...kafka.volume },
    brokers: racks.map((rack, index) => ({ id: index + 1, rack })),
    config: brokerConfig({ ...kafka, ...flush }, topics),
  };
}

const resolvedTopic = (topic: TopicDraft): Topic => ({ ...topic, config: topicConfig(topic) });

/** One client serves all topics of a service, so it has the strictest of their profiles; `no-loss` when it has none. */
function strictestProfile({ produces, consumes }: ServiceDraft, topics: readonly TopicDraft[]): DurabilityProfileName {
  const used = topics.filter(({ name }) => produces.includes(name) || consumes.includes(name));
  const [strictest] = used.toSorted((a, b) => b.profile.minInsyncReplicas - a.profile.minInsyncReplicas);
  return strictest?.durability ?? 'no-loss';
}

function environmentOf(draft: Draft, contracts: Contracts): Environment {
  const { name, platform, versions, kafka, topics, services, alerts } = draft;
  const release = contracts.versions.kafka[versions.kafka];
  return frozen<Environment>({
    name,
    platform,
    versions: { ...versions, metadata: release?.metadata ?? '' },
    kafka: resolvedKafka(kafka, draft),
    topics: topics.map(resolvedTopic),
    services: services.map((service): Service => ({ ...service, durability: strictestProfile(service, topics) })),
    alerts,
  });
}

export type Resolution =
  | { readonly ok: true; readonly environment: Environment }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** As `resolve`, for specs of any origin, without throwing. */
export function tryResolve(input: unknown, contracts: Contracts = platformContracts): Resolution {
  const { spec, violations: malformed } = readSpec(input);
  const draft = draftOf(spec, input, contracts);
  const wrongValues = [...malformed, ...check('value', draft, contracts)];
  const violations = [...wrongValues, ...check('relation', soundPartsOf(draft, wrongValues), contracts)];
  if (violations.length > 0) return { ok: false, violations };
  return { ok: true, environment: environmentOf(draft as Draft, contracts) };
}

/**
 * The environment that a spec describes: defaults filled in, every rule passed, deeply frozen.
 * @throws EnvironmentInvalidError with every violation at once. What follows from a value that is wrong by itself is
 * checked once that value is right.
 */
export function resolve(spec: EnvironmentSpec, contracts: Contracts = platformContracts): Environment {
  const resolution = tryResolve(spec, contracts);
  if (resolution.ok) return resolution.environment;
  const { name } = (spec ?? {}) as { readonly name?: unknown };
  throw new EnvironmentInvalidError(
    typeof name === 'string' ? describe(name) : 'without a name',
    resolution.violations,
  );
}
