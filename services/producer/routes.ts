import { postEventCodec, type PostEvent } from '../../contracts/events/post';
import { fromKafkaError } from '../shared/http/http-errors';
import { RequestError } from '../shared/http/request-error';
import type { HttpApp } from '../shared/http/request-validation';
import { KafkaError } from '../shared/kafka/ports';
import type { BackgroundLoop } from './background-loop';
import { sendBatch } from './batch';
import { newEvent } from './event-factory';
import { POSTS, type PostPublisher } from './post-publisher';
import {
  backgroundBodySchema,
  backgroundQuerySchema,
  batchQuerySchema,
  batchTemplateSchema,
  DEFAULT_INTERVAL_MS,
  eventFieldsSchema,
  nothingSchema,
} from './requests';

export interface ProducerParts {
  readonly posts: PostPublisher;
  readonly loop: BackgroundLoop;
  /** What may wait for the brokers at once; a batch that is larger can never be taken. */
  readonly maxQueuedBytes: number;
}

function addEventRoute(app: HttpApp, posts: PostPublisher): void {
  app.post('/events', { schema: { querystring: nothingSchema, body: eventFieldsSchema } }, async (request) => {
    const event = newEvent(request.body as Partial<PostEvent>);
    const { event_id } = event;
    try {
      const { topic, partition, offset } = await posts.post(event, request.span);
      return {
        status: 'success',
        event_id,
        message: `Event written to ${topic}, partition ${partition}, offset ${offset}`,
      };
    } catch (error) {
      throw error instanceof KafkaError ? fromKafkaError(error, { event_id }) : error;
    }
  });
}

function requireRoomFor(count: number, template: Partial<PostEvent>, maxQueuedBytes: number): void {
  const bytes = count * Buffer.byteLength(postEventCodec.encode(newEvent(template)));
  if (bytes <= maxQueuedBytes) return;
  const message = `${count} such events are about ${bytes} bytes, and at most ${maxQueuedBytes} can wait for the brokers; send smaller batches`;
  throw new RequestError(413, 'BATCH_TOO_LARGE', message);
}

function addBatchRoute(app: HttpApp, { posts, maxQueuedBytes }: ProducerParts): void {
  const schema = { querystring: batchQuerySchema, body: batchTemplateSchema };
  app.post('/events/batch', { schema }, async (request) => {
    const template = request.body as Partial<PostEvent>;
    const { count } = request.query;
    requireRoomFor(count, template, maxQueuedBytes);
    const { outcome, failure } = await sendBatch((event) => posts.post(event, request.span), count, template);
    if (outcome.successful_events === 0 && failure !== undefined) throw fromKafkaError(failure, { ...outcome });
    return { status: 'completed', ...outcome };
  });
}

function addBackgroundRoutes(app: HttpApp, loop: BackgroundLoop): void {
  const schema = { querystring: backgroundQuerySchema, body: backgroundBodySchema };
  app.post('/start-background', { schema }, (request) => {
    const asked = request.query.interval_ms ?? request.body.interval_ms;
    const now = loop.intervalMs;
    if (now !== undefined && (asked === undefined || asked === now))
      return { status: 'started', message: `Already running: one event to ${POSTS} each ${now} ms` };
    const interval = asked ?? DEFAULT_INTERVAL_MS;
    loop.start(interval);
    return { status: 'started', message: `One event to ${POSTS} each ${interval} ms` };
  });
  app.post('/stop-background', { schema: { querystring: nothingSchema, body: nothingSchema } }, async () => {
    const ran = await loop.stop();
    return { status: 'stopped', message: ran ? 'No more background events' : 'It was not running' };
  });
}

export function addProducerRoutes(app: HttpApp, parts: ProducerParts): void {
  addEventRoute(app, parts.posts);
  addBatchRoute(app, parts);
  addBackgroundRoutes(app, parts.loop);
}
