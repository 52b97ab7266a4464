import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { eventTypes } from '../../contracts/events/post';
import type { DurableProducer, GroupConsumer, KafkaConnectivity } from './kafka/ports';

/** Ends of a record, as `status` of `events_consumed_total`. */
export type ConsumedStatus = 'success' | 'dead_letter' | 'error';

/** Why a record went to the dead-letter topic. */
export type DeadLetterKind = 'undecodable' | 'refused' | 'exhausted';

/** Label values must be few for ever: whatever is not listed here is counted as `unknown`. */
const KNOWN_EVENT_TYPES: ReadonlySet<string> = new Set([
  ...eventTypes,
  'ping',
  'pong',
  'not_ping',
  'format_error',
  'dead_letter',
]);

export const eventTypeLabel = (type: string | undefined): string =>
  type !== undefined && KNOWN_EVENT_TYPES.has(type) ? type : 'unknown';

const LATENCY_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const PROCESSING_SECONDS = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];

function eventMetrics(registers: Registry[]) {
  return {
    eventsProduced: new Counter({
      name: 'events_produced_total',
      help: 'Events that the brokers have acknowledged; in a transaction, those handed over to it',
      labelNames: ['topic', 'event_type'] as const,
      registers,
    }),
    eventsNotProduced: new Counter({
      name: 'event_production_failures_total',
      help: 'Events that were refused, given up or left without an answer, by the code of the error',
      labelNames: ['topic', 'code'] as const,
      registers,
    }),
    eventProductionDuration: new Histogram({
      name: 'event_production_duration_seconds',
      help: 'From the send to the acknowledgement, queueing included',
      labelNames: ['topic'] as const,
      buckets: LATENCY_SECONDS,
      registers,
    }),
    produceBatchRecords: new Histogram({
      name: 'kafka_produce_batch_records',
      help: 'Records in each acknowledged produce request',
      labelNames: ['topic'] as const,
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      registers,
    }),
    eventsConsumed: new Counter({
      name: 'events_consumed_total',
      help: 'Records by how they ended: success, dead_letter, or error (will be read again)',
      labelNames: ['topic', 'event_type', 'status'] as const,
      registers,
    }),
    eventProcessingDuration: new Histogram({
      name: 'event_processing_duration_seconds',
      help: 'One attempt to process an event',
      labelNames: ['event_type'] as const,
      buckets: PROCESSING_SECONDS,
      registers,
    }),
    eventRetries: new Counter({
      name: 'event_retries_total',
      help: 'Attempts after the first',
      labelNames: ['topic'] as const,
      registers,
    }),
    deadLetters: new Counter({
      name: 'dead_letters_total',
      help: 'Records given up, by the topic they were read from and why',
      labelNames: ['topic', 'reason'] as const,
      registers,
    }),
  };
}

function httpMetrics(registers: Registry[]) {
  const labelNames = ['method', 'route', 'status_code'] as const;
  return {
    httpRequests: new Counter({
      name: 'http_requests_total',
      help: 'Answered requests; route is the pattern, never the path',
      labelNames,
      registers,
    }),
    httpDuration: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the request line to the end of the answer',
      labelNames,
      buckets: LATENCY_SECONDS,
      registers,
    }),
    overloadRejections: new Counter({
      name: 'overload_rejections_total',
      help: 'Events refused to protect the service: overloaded (queue full), unavailable (no brokers), draining',
      labelNames: ['reason'] as const,
      registers,
    }),
  };
}

export interface ServiceMetrics extends ReturnType<typeof eventMetrics>, ReturnType<typeof httpMetrics> {
  readonly registry: Registry;
}

/** One registry for each service instance: Node's own metrics and the platform's known names. */
export function createMetrics(): ServiceMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { registry, ...eventMetrics([registry]), ...httpMetrics([registry]) };
}

/** Asked at each scrape, so that the values are never older than that. */
function sampled(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

export function observeConnectivity(registry: Registry, connectivity: KafkaConnectivity): void {
  sampled(registry, 'kafka_connected', 'Whether the brokers answer (1) or not (0)', () =>
    Number(connectivity.connected),
  );
}

export function observeProducer(registry: Registry, producer: DurableProducer): void {
  sampled(registry, 'producer_queue_records', 'Records waiting or in flight', () => producer.load().queuedRecords);
  sampled(registry, 'producer_queue_bytes', 'Bytes waiting or in flight', () => producer.load().queuedBytes);
  sampled(
    registry,
    'producer_requests_in_flight',
    'Produce requests without an answer',
    () => producer.load().inFlight,
  );
}

export function observeConsumer(registry: Registry, consumer: GroupConsumer): void {
  sampled(registry, 'consumer_paused', 'Whether consuming is paused (1)', () => Number(consumer.paused));
  sampled(registry, 'consumer_assigned_partitions', 'Partitions of this member', () => consumer.assignment().length);
  new Gauge({
    name: 'consumer_lag',
    help: 'Records between the committed position and the end of the partition',
    labelNames: ['topic', 'partition'] as const,
    registers: [registry],
    collect() {
      // A partition that moved to another member is that member's to report.
      this.reset();
      for (const { topic, partition, lag } of consumer.lag()) this.set({ topic, partition: String(partition) }, lag);
    },
  });
}
