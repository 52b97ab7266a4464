import type { EventCodec } from '../../contracts/events/codec';
import { pingPongMessageCodec, pingPongTexts } from '../../contracts/events/ping-pong';
import type { EventHandling } from '../shared/consuming/attempts';
import { newTotals } from '../shared/consuming/consumer-totals';
import { exactlyOnceHandler } from '../shared/consuming/reliable-handler';
import type { HttpApp } from '../shared/http/request-validation';
import { consumingParts, transactionalSpec } from '../shared/kafka-specs';
import type { GroupConsumer, OutgoingRecord } from '../shared/kafka/ports';
import type { ServiceContext, ServiceDefinition } from '../shared/run-service';
import { startSendSpan, traceHeaders } from '../shared/tracing';
import { answer, type AnswerType, type Request } from './answer';

/** A request that cannot be read is an input like any other here: it has a reply of its own, and is no dead letter. */
const anyRequest: Pick<EventCodec<Request>, 'decode'> = {
  decode(value) {
    const decoded = pingPongMessageCodec.decode(value);
    return { ok: true, value: decoded.ok ? decoded.value : undefined };
  },
};

type Replies = Record<AnswerType, number>;

const typeOf = (request: Request): string => {
  if (request === undefined) return 'format_error';
  return request.payload.message === pingPongTexts.ping ? 'ping' : 'not_ping';
};

function requestHandling(
  { metrics, tracer }: ServiceContext,
  replies: Replies,
): EventHandling<Request, readonly OutgoingRecord[]> {
  return {
    codec: anyRequest,
    typeOf,
    process(request, record, _signal, parent) {
      const { type, reply } = answer(request, record);
      const span = startSendSpan(tracer, reply.topic, parent);
      const traced = { ...reply, headers: traceHeaders(span) };
      // The acknowledgement is the whole transaction's: the span says when the reply was handed over.
      span.end();
      replies[type] += 1;
      metrics.eventsProduced.inc({ topic: reply.topic, event_type: type });
      return Promise.resolve([traced]);
    },
  };
}

function addStatusRoute(
  app: HttpApp,
  consumer: GroupConsumer,
  describe: () => object,
  { connectivity }: ServiceContext,
): void {
  app.get('/status', { config: { operational: true } }, () => ({
    status: connectivity.connected && consumer.assignment().length > 0 ? 'running' : 'starting',
    ...describe(),
    lag: consumer.lag(),
    assignment: consumer.assignment(),
    kafka_connected: connectivity.connected,
  }));
}

/** Answers each request on `dev.pingpong.requested` exactly once: reply and offset in one transaction. */
export const pingPongService: ServiceDefinition = (context) => {
  const replies: Replies = { pong: 0, not_ping: 0, format_error: 0 };
  const totals = newTotals();
  const parts = consumingParts(context, totals);
  const handler = exactlyOnceHandler(requestHandling(context, replies), parts);
  const consumer = context.engine.transactional(transactionalSpec(context), handler);
  return {
    consumer,
    routes: (app) => addStatusRoute(app, consumer, () => ({ ...totals, replies }), context),
  };
};
