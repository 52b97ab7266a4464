import { createContextKey, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { contextOf } from '../../../../services/shared/tracing/context-of';

const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
const other = createContextKey('other');

test('a context of a span has the span, and nothing else', () => {
  const context = contextOf(span);
  expect(trace.getSpan(context)).toBe(span);
  expect(context.getValue(other)).toBeUndefined();
});

test('keeps the span when something else is added, and loses it when it is taken away', () => {
  const added = contextOf(span).setValue(other, 1);
  expect([trace.getSpan(added), added.getValue(other)]).toEqual([span, 1]);
  expect(trace.getSpan(added.deleteValue(other))).toBe(span);
  expect(trace.getSpan(contextOf(span).deleteValue(other))).toBe(span);
  expect(trace.getSpan(trace.deleteSpan(contextOf(span)))).toBeUndefined();
  expect(trace.getSpan(trace.setSpan(contextOf(span), trace.wrapSpanContext({ ...INVALID_SPAN_CONTEXT })))).not.toBe(
    span,
  );
  expect(trace.getSpan(ROOT_CONTEXT)).toBeUndefined();
});
