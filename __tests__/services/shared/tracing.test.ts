import { context, SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { consumerService } from '../../../services/consumer/service';
import { producerService } from '../../../services/producer/service';
import { createLogger } from '../../../services/shared/logger';
import type * as tracingModule from '../../../services/shared/tracing';
import { startTracing, useActiveSpans } from '../../../services/shared/tracing';
import { unavailable } from '../support/fake-engine';
import { configFor, event, record, start, type Fixture } from '../support/fixtures';

/** Of the service started last: the end of a service ends its exporter. */
let exporter = new InMemorySpanExporter();

jest.mock('../../../services/shared/tracing', () => {
  const real = jest.requireActual<typeof tracingModule>('../../../services/shared/tracing');
  return {
    ...real,
    startTracing(...[config, observer]: Parameters<typeof real.startTracing>) {
      exporter = new InMemorySpanExporter();
      return real.startTracing(config, observer, [new SimpleSpanProcessor(exporter)]);
    },
  };
});

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

const CALLER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const spanNamed = (name: string): ReadableSpan | undefined =>
  exporter.getFinishedSpans().find((span) => span.name === name);

test('carries the trace of an HTTP request through the record to the consumer', async () => {
  fixture = await start('producer', producerService);
  await fixture.app.inject({ method: 'POST', url: '/events', payload: event(), headers: { traceparent: CALLER } });
  const server = spanNamed('POST /events');
  const send = spanNamed('send posts');
  expect(server).toMatchObject({ kind: SpanKind.SERVER, parentSpanContext: { spanId: 'b7ad6b7169203331' } });
  expect(server?.attributes).toMatchObject({ 'http.route': '/events', 'http.response.status_code': 200 });
  expect(send).toMatchObject({ kind: SpanKind.PRODUCER, parentSpanContext: { spanId: server?.spanContext().spanId } });
  const headers = (fixture.producer.sent[0]?.headers ?? {}) as Record<string, string>;
  expect(headers['traceparent']).toBe(`00-${TRACE_ID}-${send?.spanContext().spanId}-01`);
  const sent = fixture.producer.sent[0];
  await fixture.stop();

  let seen: string | undefined;
  const reading = consumerService(() => {
    seen = trace.getSpan(context.active())?.spanContext().traceId;
    return Promise.resolve();
  });
  fixture = await start('consumer', reading);
  await fixture.consumer.deliver(record(null, { value: Buffer.from(sent?.value as string), headers }));
  const process = spanNamed('process posts');
  expect(process).toMatchObject({ kind: SpanKind.CONSUMER, parentSpanContext: { spanId: send?.spanContext().spanId } });
  expect(process?.spanContext().traceId).toBe(TRACE_ID);
  expect(seen).toBe(TRACE_ID);
});

test('has the request as the active span of an event that is processed for it', async () => {
  let seen: string | undefined;
  const reading = consumerService(() => {
    seen = trace.getActiveSpan()?.spanContext().traceId;
    return Promise.resolve();
  });
  fixture = await start('consumer', reading);
  const headers = { traceparent: CALLER };
  await fixture.app.inject({ method: 'POST', url: '/process-event', payload: event(), headers });
  expect(seen).toBe(TRACE_ID);
});

test('gives each of many concurrent requests its own trace', async () => {
  fixture = await start('producer', producerService);
  const ids = Array.from({ length: 50 }, (_, index) => (index + 1).toString(16).padStart(32, '0'));
  const { app } = fixture;
  await Promise.all(
    ids.map((id) =>
      app.inject({
        method: 'POST',
        url: '/events',
        payload: { source: id },
        headers: { traceparent: `00-${id}-b7ad6b7169203331-01` },
      }),
    ),
  );
  expect(fixture.producer.sent).toHaveLength(50);
  for (const { key, headers } of fixture.producer.sent) expect(headers?.['traceparent']).toContain(`-${String(key)}-`);
});

test('passes a decision not to sample on, with the ids', async () => {
  fixture = await start('producer', producerService, { tracing: { sampleRatio: 0 } });
  await fixture.app.inject({ method: 'POST', url: '/events' });
  expect(fixture.producer.sent[0]?.headers?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(exporter.getFinishedSpans()).toHaveLength(0);
});

test.each(['', 'garbage', '00-0-0-0', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
  'begins a new trace when traceparent is %j',
  async (traceparent) => {
    fixture = await start('producer', producerService);
    const answer = await fixture.app.inject({ method: 'POST', url: '/events', headers: { traceparent } });
    expect(answer.statusCode).toBe(200);
    expect(fixture.producer.sent[0]?.headers?.['traceparent']).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  },
);

test('probes and scrapes are in no trace', async () => {
  fixture = await start('producer', producerService);
  for (const url of ['/', '/health', '/health/live', '/health/ready', '/metrics']) await fixture.app.inject({ url });
  expect(exporter.getFinishedSpans()).toHaveLength(0);
});

test('writes a dead letter in the trace of its record, under the span that gave it up', async () => {
  fixture = await start('consumer', consumerService());
  await fixture.consumer.deliver(record({ no: 'event' }, { headers: { traceparent: CALLER, tenant: 'a' } }));
  const [process, send] = [spanNamed('process posts'), spanNamed('send consumer.dead-letter')];
  expect(process).toMatchObject({ status: { code: 2 }, parentSpanContext: { spanId: 'b7ad6b7169203331' } });
  expect(send).toMatchObject({
    kind: SpanKind.PRODUCER,
    parentSpanContext: { traceId: TRACE_ID, spanId: process?.spanContext().spanId },
  });
  expect(fixture.producer.sent[0]?.headers).toMatchObject({
    tenant: 'a',
    traceparent: `00-${TRACE_ID}-${send?.spanContext().spanId}-01`,
  });
  const line = fixture.lines.find(({ msg }) => msg === 'record given up');
  expect(line).toMatchObject({ trace_id: TRACE_ID, span_id: process?.spanContext().spanId });
});

describe('at a sample ratio of 0', () => {
  const unchosen = { tracing: { sampleRatio: 0 } };
  const UNCHOSEN = CALLER.replace(/1$/, '0');

  test('exports a record that failed with all its spans, and tells the reader of the dead letter', async () => {
    fixture = await start('consumer', consumerService(), unchosen);
    await fixture.consumer.deliver(record(event(), { headers: { traceparent: UNCHOSEN } }));
    expect(exporter.getFinishedSpans()).toEqual([]);
    await fixture.consumer.deliver(record({ no: 'event' }, { headers: { traceparent: UNCHOSEN } }));
    const [process, send] = [spanNamed('process posts'), spanNamed('send consumer.dead-letter')];
    expect(exporter.getFinishedSpans()).toHaveLength(2);
    expect(process).toMatchObject({
      parentSpanContext: { traceId: TRACE_ID, spanId: 'b7ad6b7169203331' },
      attributes: { 'messaging.consumer.group.name': 'consumer' },
      events: [{ name: 'exception' }],
    });
    expect(send?.parentSpanContext?.spanId).toBe(process?.spanContext().spanId);
    expect(fixture.producer.sent[0]?.headers?.['traceparent']).toBe(`00-${TRACE_ID}-${send?.spanContext().spanId}-01`);
  });

  test('exports a request that failed, with the ids that its record and its log lines had', async () => {
    fixture = await start('producer', producerService, unchosen);
    fixture.producer.refuse = () => unavailable();
    await fixture.app.inject({ method: 'POST', url: '/events', headers: { traceparent: UNCHOSEN } });
    const [server, send] = [spanNamed('POST /events'), spanNamed('send posts')];
    expect(server).toMatchObject({ parentSpanContext: { traceId: TRACE_ID }, status: { code: 2 } });
    expect(send).toMatchObject({ parentSpanContext: { spanId: server?.spanContext().spanId }, status: { code: 2 } });
    const line = fixture.lines.find(({ msg }) => msg === 'request failed');
    expect(line).toMatchObject({ route: '/events', trace_id: TRACE_ID, span_id: server?.spanContext().spanId });
  });

  test('counts what it keeps', async () => {
    fixture = await start('consumer', consumerService(), unchosen);
    await fixture.consumer.deliver(record({ no: 'event' }));
    const { body } = await fixture.app.inject({ url: '/metrics' });
    expect(body).toContain('trace_fragments_kept_late_total{outcome="error"} 1');
  });
});

test('puts the trace into each log line, hides secrets, and says who writes', async () => {
  const lines: string[] = [];
  const logger = createLogger(configFor('producer'), { write: (line) => void lines.push(line) });
  const tracing = startTracing(configFor('producer'));
  const facts = { name: 'work', kind: SpanKind.INTERNAL, attributes: () => ({}) };
  useActiveSpans();
  const span = tracing.tracer.startUnder(facts, undefined);
  context.with(trace.setSpan(context.active(), span), () =>
    logger.info({ sasl: 'x', user: { password: 'hunter2' } }, 'hello'),
  );
  logger.info('outside');
  span.end();
  await tracing.shutdown();
  const [inside, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(inside).toMatchObject({
    level: 'info',
    service: 'producer',
    instance: 'producer-1',
    environment: 'test',
    version: '1.2.3',
    trace_id: span.spanContext().traceId,
    span_id: span.spanContext().spanId,
    msg: 'hello',
  });
  expect(lines[0]).not.toContain('hunter2');
  expect(outside).not.toHaveProperty('trace_id');
});
