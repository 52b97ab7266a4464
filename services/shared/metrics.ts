import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { eventTypes } from '../../contracts/events/post';
import type { DurableProducer, GroupConsumer, KafkaConnectivity } from './kafka/ports';
import { DurationHistogram } from './measuring/duration-histogram';
import { Tally } from './measuring/tally';
import type { FragmentObserver } from './tracing';

type FragmentOutcome = Parameters<FragmentObserver['onFragment']>[0];

const consumedStatuses = ['success', 'dead_letter', 'error'] as const;
const deadLetterKinds = ['undecodable', 'refused', 'exhausted'] as const;
const rejectionReasons = ['overloaded', 'unavailable', 'draining'] as const;
const fragmentOutcomes = ['error', 'slow', 'refused'] as const satisfies readonly FragmentOutcome[];

/** Ends of a record, as `status` of `events_consumed_total`. */
export type ConsumedStatus = (typeof consumedStatuses)[number];

/** Why a record went to the dead-letter topic. */
export type DeadLetterKind = (typeof deadLetterKinds)[number];

/** The type of whatever no codec knows. */
const UNKNOWN = 'unknown';

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
  type !== undefined && KNOWN_EVENT_TYPES.has(type) ? type : UNKNOWN;

const LATENCY_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const PROCESSING_SECONDS = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];
const END_TO_END_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

function producingMetrics(registry: Registry) {
  const registers = [registry];
  return {
    eventsProduced: new Tally({
      name: 'events_produced_total',
      help: 'Events that the brokers have acknowledged; in a transaction, those handed over to it',
      labelNames: ['topic', 'event_type'],
      registry,
    }),
    eventsNotProduced: new Counter({
      name: 'event_production_failures_total',
      help: 'Events that were refused, given up or left without an answer, by the code of the error',
      labelNames: ['topic', 'code'] as const,
      registers,
    }),
    eventProductionDuration: new DurationHistogram({
      name: 'event_production_duration_seconds',
      help: 'From the send to the acknowledgement, queueing included',
      labelNames: ['topic'],
      buckets: LATENCY_SECONDS,
      registry,
    }),
    produceBatchRecords: new Histogram({
      name: 'kafka_produce_batch_records',
      help: 'Records in each acknowledged produce request',
      labelNames: ['topic'] as const,
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      registers,
    }),
  };
}

function consumingMetrics(registry: Registry) {
  const registers = [registry];
  return {
    eventsConsumed: new Tally({
      name: 'events_consumed_total',
      help: 'Records by how they ended: success, dead_letter, or error (will be read again)',
      labelNames: ['topic', 'event_type', 'status'],
      registry,
    }),
    eventProcessingDuration: new DurationHistogram({
      name: 'event_processing_duration_seconds',
      help: 'One attempt to process an event',
      labelNames: ['event_type'],
      buckets: PROCESSING_SECONDS,
      registry,
    }),
    eventEndToEndDuration: new DurationHistogram({
      name: 'event_end_to_end_duration_seconds',
      help: "From the record's timestamp to the end of its successful processing, by this host's clock",
      labelNames: ['topic'],
      buckets: END_TO_END_SECONDS,
      registry,
    }),
    eventRetries: new Counter({
      name: 'event_retries_total',
      help: 'Attempts after the first',
      labelNames: ['topic'] as const,
      registers,
    }),
    eventRepeats: new Counter({
      name: 'event_repeats_total',
      help: 'Events processed again: their id was among the last that this instance had processed',
      labelNames: ['topic'] as const,
      registers,
    }),
    deadLetters: new Counter({
      name: 'dead_letters_total',
      help: 'Records given up, by the topic they were read from and why',
      labelNames: ['topic', 'reason'] as const,
      registers,
    }),
    consumerRebalances: new Counter({
      name: 'consumer_rebalances_total',
      help: 'Times this member was given partitions anew, the first time included',
      registers,
    }),
  };
}

function httpMetrics(registry: Registry) {
  const labelNames = ['method', 'route', 'status_code'] as const;
  return {
    httpRequests: new Tally({
      name: 'http_requests_total',
      help: 'Answered requests; route is the pattern, never the path',
      labelNames,
      registry,
    }),
    httpDuration: new DurationHistogram({
      name: 'http_request_duration_seconds',
      help: 'From the request line to the end of the answer',
      labelNames,
      buckets: LATENCY_SECONDS,
      registry,
    }),
    overloadRejections: new Counter({
      name: 'overload_rejections_total',
      help: 'Events refused to protect the service: overloaded (queue full), unavailable (no brokers), draining',
      labelNames: ['reason'] as const,
      registers: [registry],
    }),
  };
}

function traceMetrics(registry: Registry) {
  const registers = [registry];
  return {
    traceFragments: new Counter({
      name: 'trace_fragments_kept_late_total',
      help: 'Traces that nobody had chosen at their start: kept for an error or for being slow, or refused as too many',
      labelNames: ['outcome'] as const,
      registers,
    }),
    traceSpansDropped: new Counter({
      name: 'trace_spans_dropped_total',
      help: 'Spans missing in traces that were kept late, since they had more than are held',
      registers,
    }),
  };
}

const metricsIn = (registry: Registry) => ({
  registry,
  ...producingMetrics(registry),
  ...consumingMetrics(registry),
  ...httpMetrics(registry),
  ...traceMetrics(registry),
});

export type ServiceMetrics = Readonly<ReturnType<typeof metricsIn>>;

/** What a record of a topic can come to; of the events that were read each type follows with its first. */
function beginConsuming(topic: string, metrics: ServiceMetrics): void {
  const { eventsConsumed, deadLetters, eventRetries, eventRepeats } = metrics;
  for (const status of consumedStatuses) eventsConsumed.begin({ topic, event_type: UNKNOWN, status });
  for (const reason of deadLetterKinds) deadLetters.inc({ topic, reason }, 0);
  for (const counter of [eventRetries, eventRepeats]) counter.inc({ topic }, 0);
}

/**
 * One registry for each service instance: Node's own metrics and the platform's known names. What is rare and matters begins
 * at 0, as far as its labels are known: of a series that begins at 1 Prometheus sees no rise.
 *
 * @param consumes topics that the service reads
 */
export function createMetrics(consumes: readonly string[] = []): ServiceMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics = metricsIn(registry);
  for (const topic of consumes) beginConsuming(topic, metrics);
  for (const reason of rejectionReasons) metrics.overloadRejections.inc({ reason }, 0);
  for (const outcome of fragmentOutcomes) metrics.traceFragments.inc({ outcome }, 0);
  return metrics;
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

interface PartitionFigure {
  readonly topic: string;
  readonly partition: number;
  readonly value: number;
}

function sampledByPartition(
  registry: Registry,
  name: string,
  help: string,
  read: () => readonly PartitionFigure[],
): void {
  new Gauge({
    name,
    help,
    labelNames: ['topic', 'partition'] as const,
    registers: [registry],
    collect() {
      // A partition that moved to another member is that member's to report.
      this.reset();
      for (const { topic, partition, value } of read()) this.set({ topic, partition: String(partition) }, value);
    },
  });
}

export function observeConnectivity(registry: Registry, connectivity: KafkaConnectivity): void {
  sampled(registry, 'kafka_connected', 'Whether the brokers answer (1) or not (0)', () =>
    Number(connectivity.connected),
  );
}

/** @param limitBytes of its queue */
export function observeProducer(registry: Registry, producer: DurableProducer, limitBytes: number): void {
  sampled(registry, 'producer_queue_records', 'Records waiting or in flight', () => producer.load().queuedRecords);
  sampled(registry, 'producer_queue_bytes', 'Bytes waiting or in flight', () => producer.load().queuedBytes);
  sampled(registry, 'producer_queue_limit_bytes', 'Bytes that may wait or be in flight', () => limitBytes);
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
  sampledByPartition(
    registry,
    'consumer_lag',
    'Records between the committed position and the end of the partition',
    () => consumer.lag().map(({ topic, partition, lag: value }) => ({ topic, partition, value })),
  );
  sampledByPartition(
    registry,
    'consumer_lag_seconds',
    'How long ago the committed position was the end of its partition; of a backlog from before the start at least that',
    () =>
      consumer
        .lag()
        .flatMap(({ topic, partition, seconds: value }) => (value === undefined ? [] : [{ topic, partition, value }])),
  );
}
