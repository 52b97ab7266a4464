import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { OtlpEndpoint, type ReceivedSpan } from './otlp-endpoint';
import type { ServiceProcess } from './service-process';
import { TestPlatform } from './test-platform';
import { readAll, withProducer } from './topic-reader';

/** On a busy machine what went well may have been slow, and is exported for that. */
const SLOW_MS = 1_000;

let platform: TestPlatform;
let endpoint: OtlpEndpoint;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => platform?.stop());
beforeEach(async () => {
  endpoint = await OtlpEndpoint.start();
});
afterEach(async () => {
  await platform.stopServices();
  await endpoint.stop();
});

/** The producer service and a consumer whose processing fails for some events. */
async function startBoth(sampleRatio: number): Promise<readonly [producer: ServiceProcess, consumer: ServiceProcess]> {
  const changes = {
    tracing: { otlpEndpoint: endpoint.url, sampleRatio },
    consuming: { attempts: 2, retryInitialMs: 20, retryMaxMs: 50 },
  };
  const program = await platform.bundle('failing-consumer.ts');
  const both = await Promise.all([
    platform.service('producer', changes),
    platform.service('consumer', changes, program),
  ]);
  await Promise.all(both.map((service) => service.ready()));
  return both;
}

async function consumed(consumer: ServiceProcess, producer: ServiceProcess, source: string): Promise<void> {
  const { body } = await producer.call('POST', '/events', { source });
  const isThere = async () => (await consumer.call('GET', `/events/${String(body['event_id'])}`)).status === 200;
  await consumer.until('to have processed the last event', isThere);
}

const only = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const [span, ...more] = spans.filter((each) => each.name === name);
  expect({ name, found: span !== undefined, more: more.length }).toEqual({ name, found: true, more: 0 });
  return span as ReceivedSpan;
};

it('makes one trace of a request, its record, its processing and its dead letter', async () => {
  const [producer, consumer] = await startBoth(1);
  const source = `traced-${randomUUID()}`;
  const { body } = await producer.call('POST', '/events', { source, data: { fails: 'for good' } });
  await consumed(consumer, producer, source);
  await platform.stopServices();

  const letter = (await readAll(platform.cluster, 'consumer.dead-letter')).find(({ key }) => key === source);
  expect(letter?.value).toContain(String(body['event_id']));
  const [, traceId, lastSpanId, flags] = (letter?.headers['traceparent'] ?? '').split('-');
  expect(flags).toBe('01');
  const trace = endpoint.spans.filter((span) => span.traceId === traceId);
  const server = only(trace, 'POST /events');
  const send = only(trace, 'send posts');
  const process = only(trace, 'process posts');
  const deadLetter = only(trace, 'send consumer.dead-letter');
  expect(trace).toHaveLength(4);
  expect([server, send, process, deadLetter].map(({ service }) => service)).toEqual([
    'producer',
    'producer',
    'consumer',
    'consumer',
  ]);
  expect([server.parentSpanId, send.parentSpanId, process.parentSpanId, deadLetter.parentSpanId]).toEqual([
    undefined,
    server.spanId,
    send.spanId,
    process.spanId,
  ]);
  expect(deadLetter.spanId).toBe(lastSpanId);
  expect([server, send, process, deadLetter].map(({ failed }) => failed)).toEqual([false, false, true, false]);
  // The event behind it is in a trace of its own.
  const next = endpoint.named('process posts').find((span) => span.traceId !== traceId);
  expect(next).toMatchObject({ failed: false });
  expect(
    only(
      endpoint.spans.filter((span) => span.traceId === next?.traceId),
      'send posts',
    ).spanId,
  ).toBe(next?.parentSpanId);
});

it('exports an error although the ratio is 0, and of what went well nothing', async () => {
  const [producer, consumer] = await startBoth(0);
  const source = `unchosen-${randomUUID()}`;
  await producer.call('POST', '/events', { source, data: { fails: 'always' } });
  await consumed(consumer, producer, source);
  await platform.stopServices();

  const stored = (await readAll(platform.cluster, 'posts')).find(
    ({ key, value }) => key === source && value?.includes('always'),
  );
  const [, traceId, spanId, flags] = (stored?.headers['traceparent'] ?? '').split('-');
  expect(flags).toBe('00');
  const trace = endpoint.spans.filter((span) => span.traceId === traceId && span.service === 'consumer');
  const process = only(trace, 'process posts');
  const deadLetter = only(trace, 'send consumer.dead-letter');
  const others = endpoint.spans.filter((span) => !trace.includes(span));
  expect(others.filter(({ name, milliseconds }) => !name.startsWith('send') && milliseconds < SLOW_MS)).toEqual([]);
  expect(process).toMatchObject({ traceId, parentSpanId: spanId, failed: true });
  expect(deadLetter).toMatchObject({ traceId, parentSpanId: process.spanId });
});

it('links a transaction to the records it commits, and puts it under none of them', async () => {
  const tracing = { otlpEndpoint: endpoint.url, sampleRatio: 0 };
  const service = await (await platform.service('ping-pong', { tracing })).ready();
  const chosen = ['a', 'b'].map((digit) => ({ traceId: digit.repeat(32), spanId: digit.repeat(16) }));
  await withProducer(platform.cluster, (kafka) =>
    kafka.send({
      topic: 'dev.pingpong.requested',
      messages: chosen.map(({ traceId, spanId }) => ({
        key: 'same-partition',
        value: JSON.stringify({ 'transaction-id': traceId, payload: { message: 'ping' } }),
        headers: { traceparent: `00-${traceId}-${spanId}-01` },
      })),
    }),
  );
  const answered = async () => {
    const replies = await readAll(platform.cluster, 'dev.pingpong.succeeded');
    return chosen.every(({ traceId }) => replies.some(({ headers }) => headers['traceparent']?.includes(traceId)));
  };
  await service.until('to have answered both', answered, 60_000);
  await platform.stopServices();

  const commits = endpoint.named('commit dev.pingpong.requested');
  expect(commits.flatMap(({ links }) => links)).toEqual(chosen.map((link) => expect.objectContaining(link) as unknown));
  for (const { traceId, parentSpanId } of commits) {
    expect(parentSpanId).toBeUndefined();
    expect(chosen.map((each) => each.traceId)).not.toContain(traceId);
  }
  for (const { traceId, spanId } of chosen) {
    const trace = endpoint.spans.filter((span) => span.traceId === traceId);
    const process = only(trace, 'process dev.pingpong.requested');
    expect(process.parentSpanId).toBe(spanId);
    expect(only(trace, 'send dev.pingpong.succeeded').parentSpanId).toBe(process.spanId);
  }
});

it('gives a scraper that asks for OpenMetrics the trace of a latency, with the lag in seconds', async () => {
  const [producer, consumer] = await startBoth(1);
  await consumed(consumer, producer, `metrics-${randomUUID()}`);
  const accept = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';
  const page = async (service: ServiceProcess): Promise<string> => {
    const { body, headers } = await request(`${service.url}/metrics`, { headers: { accept } });
    expect(headers['content-type']).toContain('application/openmetrics-text');
    return body.text();
  };
  const written = await page(producer);
  const read = await page(consumer);
  const exemplar = /event_production_duration_seconds_bucket\{.*\} \d+ # \{trace_id="([\da-f]{32})"\}/.exec(written);
  expect(read).toMatch(/^event_end_to_end_duration_seconds_count\{topic="posts"\} [1-9]/m);
  await consumer.until('to know its lag', async () =>
    /^consumer_lag_seconds\{topic="posts",partition="\d"\} 0$/m.test(await page(consumer)),
  );
  await platform.stopServices();
  expect(endpoint.spans.map(({ traceId }) => traceId)).toContain(exemplar?.[1]);
});
