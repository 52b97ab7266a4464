import type { KafkaSecurity, RuntimeConfig } from '../contracts/runtime-config';
import type { ServiceName } from '../contracts/services';
import { client } from './defaults';
import type { Environment, Service, Topic } from './environment';
import { platformVersion } from './versions';

/** What only whoever starts an instance knows. */
export interface InstancePlace {
  /** `host:port` of some brokers. */
  readonly bootstrapServers: readonly string[];
  /** Tells the instances of a service apart: a pod's name. */
  readonly instance: string;
  readonly security: KafkaSecurity;
  /** Address that its HTTP interface listens on. @default '127.0.0.1' embedded, '0.0.0.0' in a container */
  readonly host?: string;
  /** Zone of the instance: fetches go to the replica there. @default - none: fetches go to the leader */
  readonly rack?: string;
  /** @default - Millrace's own */
  readonly version?: string;
}

const smallest = (topics: readonly Topic[]): number =>
  Math.min(...topics.map(({ maxRecordSize }) => maxRecordSize.toBytes()));
const largest = (topics: readonly Topic[]): number =>
  Math.max(...topics.map(({ maxRecordSize }) => maxRecordSize.toBytes()));

/** Topics whose records a caller of the HTTP interface can fill: not dead letters, nor the platform's own. */
function answeredTopics(service: Service, topics: readonly Topic[]): Topic[] {
  return topics.filter(
    ({ name, owner }) => service.produces.includes(name) && name !== service.deadLetter && owner !== 'platform',
  );
}

/** A body becomes one record, so it must leave room for the envelope in the smallest of the records it may become. */
function maxBodyBytes(service: Service, topics: readonly Topic[]): number {
  const answered = answeredTopics(service, topics);
  const record = answered.length === 0 ? client.maxBatch.toBytes() : smallest(answered);
  return record - client.recordEnvelope.toBytes();
}

/** Records of one produce request; half of the smallest limit leaves room for the framing of many small records. */
function maxBatchBytes(service: Service, topics: readonly Topic[]): number {
  const produced = topics.filter(({ name }) => service.produces.includes(name));
  return Math.min(client.maxBatch.toBytes(), Math.floor(smallest(produced) / 2));
}

/** What any of its topics takes, dead letters among them; a topic that takes less says so itself. */
function maxRecordBytes(service: Service, topics: readonly Topic[]): number {
  return largest(topics.filter(({ name }) => service.produces.includes(name)));
}

function producing(service: Service, topics: readonly Topic[]): RuntimeConfig['producing'] {
  const queued = service.queueSize.toBytes();
  return {
    maxQueuedRecords: Math.floor(queued / client.queuedRecordOverhead.toBytes()),
    maxQueuedBytes: queued,
    maxBatchBytes: maxBatchBytes(service, topics),
    maxRecordBytes: maxRecordBytes(service, topics),
    deliveryTimeoutMs: service.deliveryTimeout.toMilliseconds(),
  };
}

function consuming(service: Service, topics: readonly Topic[]): RuntimeConfig['consuming'] {
  const consumed = topics.filter(({ name }) => service.consumes.includes(name));
  return {
    attempts: service.attempts,
    retryInitialMs: client.retryInitial.toMilliseconds(),
    retryMaxMs: client.retryMax.toMilliseconds(),
    maxFetchBytes: Math.max(client.maxFetch.toBytes(), largest(consumed)),
  };
}

/**
 * All that one instance of a service is told.
 * @throws Error when the environment has no such service: it was resolved with other contracts.
 */
export function runtimeConfig(environment: Environment, serviceName: ServiceName, place: InstancePlace): RuntimeConfig {
  const service = environment.services.find(({ name }) => name === serviceName);
  if (service === undefined) throw new Error(`the environment '${environment.name}' has no service '${serviceName}'`);
  const { bootstrapServers, security, rack } = place;
  return {
    service: serviceName,
    instance: place.instance,
    environment: environment.name,
    version: place.version ?? platformVersion,
    http: {
      host: place.host ?? (environment.platform.kind === 'embedded' ? '127.0.0.1' : '0.0.0.0'),
      port: service.port,
      maxBodyBytes: maxBodyBytes(service, environment.topics),
    },
    kafka: { bootstrapServers: [...bootstrapServers], security, ...(rack === undefined ? {} : { rack }) },
    durability: service.durability,
    producing: producing(service, environment.topics),
    consuming: consuming(service, environment.topics),
    drainTimeoutMs: service.drainTimeout.toMilliseconds(),
    logLevel: service.logLevel,
    tracing: {
      sampleRatio: service.traceSampleRatio,
      ...(service.otlpEndpoint === undefined ? {} : { otlpEndpoint: service.otlpEndpoint }),
    },
  };
}
