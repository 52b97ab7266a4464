import { z } from 'zod';
import { postEventSchema } from '../../contracts/events/post';
import type { ConsumerTotals } from '../shared/consuming/consumer-totals';
import { UnprocessableEventError } from '../shared/consuming/failure';
import { RequestError } from '../shared/http/request-error';
import type { HttpApp } from '../shared/http/request-validation';
import type { GroupConsumer, KafkaConnectivity } from '../shared/kafka/ports';
import type { ServiceMetrics } from '../shared/metrics';
import type { TracedProcess } from './process-event';
import type { RecentEvents } from './recent-events';

export interface ConsumerParts {
  readonly consumer: GroupConsumer;
  readonly connectivity: KafkaConnectivity;
  readonly metrics: ServiceMetrics;
  readonly totals: ConsumerTotals;
  readonly recent: RecentEvents;
  readonly process: TracedProcess;
  /** More of the processing's own, for the status page. */
  readonly describe: () => Readonly<Record<string, unknown>>;
}

const nothingSchema = z.strictObject({});
const MAX_PROCESSING_MS = 30_000;

/** `starting` until partitions are assigned, and again while the brokers are away. */
function statusOf({ consumer, connectivity }: ConsumerParts): 'running' | 'paused' | 'starting' {
  if (consumer.paused) return 'paused';
  return connectivity.connected && consumer.assignment().length > 0 ? 'running' : 'starting';
}

function addStatusRoutes(app: HttpApp, parts: ConsumerParts): void {
  const { consumer, totals, recent, connectivity } = parts;
  app.get('/status', { config: { operational: true } }, () => ({
    status: statusOf(parts),
    ...totals,
    ...parts.describe(),
    lag: consumer.lag(),
    assignment: consumer.assignment(),
    kafka_connected: connectivity.connected,
    last_event: recent.last() ?? null,
  }));
  app.get('/events/:event_id', { schema: { params: z.strictObject({ event_id: z.uuid() }) } }, (request) => {
    const { event_id } = request.params;
    const found = recent.find(event_id);
    if (found !== undefined) return found;
    const message = `event ${event_id} is not among the last ${recent.size} that this instance has processed`;
    throw new RequestError(404, 'EVENT_NOT_FOUND', message);
  });
}

function addControlRoutes(app: HttpApp, { consumer }: ConsumerParts): void {
  const schema = { querystring: nothingSchema, body: nothingSchema };
  app.post('/stop', { schema }, () => {
    const message = consumer.paused
      ? 'Consuming was paused already'
      : 'Consuming is paused; the group keeps this member';
    consumer.pause();
    return { status: 'paused', message };
  });
  app.post('/start', { schema }, () => {
    const message = consumer.paused ? 'Consuming goes on where it was' : 'Consuming was not paused';
    consumer.resume();
    return { status: 'running', message };
  });
}

/** One attempt, as a record of the topic would get; nothing is read from Kafka or written to it. */
function addProcessRoute(app: HttpApp, { process, metrics }: ConsumerParts): void {
  app.post('/process-event', { schema: { querystring: nothingSchema, body: postEventSchema } }, async (request) => {
    const { event_id, event_type } = request.body;
    const began = performance.now();
    try {
      await process(request.body, AbortSignal.timeout(MAX_PROCESSING_MS), request.span);
    } catch (error) {
      const code = error instanceof UnprocessableEventError ? error.code : 'PROCESSING_FAILED';
      throw new RequestError(422, code, (error as Error).message, { event_id });
    } finally {
      metrics.eventProcessingDuration.observe({ event_type }, (performance.now() - began) / 1_000);
    }
    return { status: 'processed', event_id, event_type };
  });
}

export function addConsumerRoutes(app: HttpApp, parts: ConsumerParts): void {
  addStatusRoutes(app, parts);
  addControlRoutes(app, parts);
  addProcessRoute(app, parts);
}
