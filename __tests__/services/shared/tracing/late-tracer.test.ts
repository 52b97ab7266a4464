import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Span } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { KeepBudget, MAX_HELD_SPANS } from '../../../../services/shared/tracing/fragment';
import { LateTracer } from '../../../../services/shared/tracing/late-tracer';
import { PreparedIds } from '../../../../services/shared/tracing/prepared-ids';
import { exemplarOf, traceHeaders } from '../../../../services/shared/tracing/spans';

const SLOW_MS = 20;
const NEVER_MS = 3_600_000;

function tracing({ sampleRatio = 0, perSecond = 1_000, burst = 1_000, slowMs = NEVER_MS } = {}) {
  const exporter = new InMemorySpanExporter();
  const ids = new PreparedIds();
  const provider = new BasicTracerProvider({
    sampler: new AlwaysOnSampler(),
    idGenerator: ids,
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const counted = { outcomes: [] as string[], dropped: 0 };
  const tracer = new LateTracer({
    sdk: provider.getTracer('test'),
    ids,
    sampleRatio,
    slowMs,
    budget: new KeepBudget(perSecond, burst, () => 0),
    observer: {
      onFragment: (outcome) => void counted.outcomes.push(outcome),
      onSpansDropped: (count) => void (counted.dropped += count),
    },
  });
  const named = (name: string) => ({ name, kind: SpanKind.INTERNAL, attributes: () => ({ kept: name }) });
  const root = (name = 'root'): Span => tracer.startUnder(named(name), undefined);
  const under = (parent: Span, name: string): Span => tracer.startUnder(named(name), parent);
  const exported = () => exporter.getFinishedSpans().map(({ name }) => name);
  return { tracer, named, exporter, counted, root, under, exported };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const fail = (span: Span) => span.setStatus({ code: SpanStatusCode.ERROR }).end();

test('exports nothing of a fragment in which all went well', () => {
  const { root, under, exported, counted } = tracing();
  const span = root();
  under(span, 'child').end();
  span.end();
  expect(exported()).toEqual([]);
  expect(counted.outcomes).toEqual([]);
});

test('exports all of a fragment once a part has failed: what ended before, and what ends after', () => {
  const { root, under, exported, exporter, counted } = tracing();
  const span = root();
  under(span, 'before').end();
  fail(under(span, 'failed'));
  under(span, 'after').end();
  span.end();
  expect(exported()).toEqual(['before', 'failed', 'after', 'root']);
  const [first, , , last] = exporter.getFinishedSpans();
  expect(first?.parentSpanContext?.spanId).toBe(last?.spanContext().spanId);
  expect(first?.attributes).toEqual({ kept: 'before' });
  expect(new Set(exporter.getFinishedSpans().map((each) => each.spanContext().traceId)).size).toBe(1);
  expect(counted.outcomes).toEqual(['error']);
});

test('exports what was slow, with the time it took and the ids it had told', async () => {
  const { root, exporter } = tracing({ slowMs: SLOW_MS });
  const span = root();
  const began = Date.now();
  const [, traceId, spanId, flags] = (traceHeaders(span)['traceparent'] ?? '').split('-');
  expect(flags).toBe('00');
  await pause(SLOW_MS + 15);
  span.end();
  const [exported] = exporter.getFinishedSpans();
  expect(exported?.spanContext()).toMatchObject({ traceId, spanId, traceFlags: 1 });
  const [startMs, ms] = [exported?.startTime, exported?.duration].map(
    (time) => (time?.[0] ?? 0) * 1e3 + (time?.[1] ?? 0) / 1e6,
  );
  expect(ms).toBeGreaterThanOrEqual(SLOW_MS);
  expect(ms).toBeLessThan(5_000);
  expect(Math.abs((startMs ?? 0) - began)).toBeLessThan(100);
});

test('tells others that it is sampled from the moment that it is sure to be exported', () => {
  const { root, under } = tracing();
  const span = root();
  expect(traceHeaders(span)['traceparent']).toMatch(/-00$/);
  expect(exemplarOf(span)).toBeUndefined();
  span.setStatus({ code: SpanStatusCode.ERROR });
  expect(traceHeaders(under(span, 'later'))['traceparent']).toMatch(/-01$/);
  expect(exemplarOf(span)).toEqual({ trace_id: span.spanContext().traceId });
});

test('keeps as many fragments as there is room for, and counts those it refused', () => {
  const { root, exported, counted } = tracing({ perSecond: 0, burst: 2 });
  for (const name of ['a', 'b', 'c', 'd']) fail(root(name));
  expect(exported()).toEqual(['a', 'b']);
  expect(counted.outcomes).toEqual(['error', 'error', 'refused', 'refused']);
});

test('the budget fills again with time, and no higher than at its start', () => {
  let now = 0;
  const budget = new KeepBudget(10, 2, () => now);
  const takeAll = (): number => {
    let taken = 0;
    while (budget.take()) taken += 1;
    return taken;
  };
  expect(takeAll()).toBe(2);
  now = 100;
  expect(takeAll()).toBe(1);
  now = 3_600_000;
  expect(takeAll()).toBe(2);
});

test('holds a bounded number of spans of one fragment: the oldest go, and are counted', () => {
  const { root, under, exported, counted } = tracing();
  const span = root();
  for (let index = 0; index < MAX_HELD_SPANS + 10; index += 1) under(span, `child ${index}`).end();
  fail(span);
  expect(exported()).toHaveLength(MAX_HELD_SPANS + 1);
  expect(exported()).not.toContain('child 9');
  expect(exported()).toContain('child 10');
  expect(counted.dropped).toBe(10);
});

test('exports a span that fails after its fragment was let go, and none that does well', () => {
  const { root, under, exported } = tracing();
  const span = root();
  const [well, badly] = [under(span, 'well'), under(span, 'badly')];
  span.end();
  well.end();
  fail(badly);
  expect(exported()).toEqual(['badly']);
});

test('exports what its caller has chosen from the start, and what the ratio chooses', () => {
  const { tracer, named, exported } = tracing();
  tracer.startFrom(named('chosen'), { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }).end();
  tracer.startFrom(named('not chosen'), { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` }).end();
  tracer.startFrom(named('no caller'), {}).end();
  expect(exported()).toEqual(['chosen']);
  const all = tracing({ sampleRatio: 1 });
  all.root('by ratio').end();
  expect(all.exported()).toEqual(['by ratio']);
});

test('records attributes, links and exceptions of a draft as a span of the SDK would', () => {
  const { root, exporter } = tracing();
  const other = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
  const span = root();
  span
    .setAttribute('status', 500)
    .addLink({ context: other })
    .updateName('renamed')
    .recordException(new Error('broken'));
  fail(span);
  expect(exporter.getFinishedSpans()[0]).toMatchObject({
    name: 'renamed',
    attributes: { kept: 'root', status: 500 },
    links: [{ context: other }],
    events: [{ name: 'exception', attributes: { 'exception.message': 'broken' } }],
    status: { code: SpanStatusCode.ERROR },
  });
});

test('begins a span that names others outside of any trace', () => {
  const { tracer, named, exporter } = tracing();
  const other = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
  context.with(ROOT_CONTEXT, () => tracer.startLinked(named('batch'), [{ context: other }])).end();
  tracer.startLinked(named('none chosen'), []).end();
  const [batch, ...more] = exporter.getFinishedSpans();
  expect(more).toEqual([]);
  expect(batch).toMatchObject({ name: 'batch', links: [{ context: other }], parentSpanContext: undefined });
  expect(batch?.spanContext().traceId).not.toBe(other.traceId);
});
