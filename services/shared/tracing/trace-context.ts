import { defaultTextMapGetter, ROOT_CONTEXT, trace, TraceFlags, type SpanContext } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

/** Headers of a request or a record. */
export type TraceCarrier = Readonly<Record<string, unknown>>;

export const propagator = new W3CTraceContextPropagator();

/** Of version 00 of W3C's `traceparent`. */
const LENGTH = 55;
/** Lowest digit of the flags: even when the sampled flag is not set. */
const LAST_FLAG = LENGTH - 1;

/**
 * Whether a trace goes on here that nobody chose. Asked of each record, for which the propagator takes too long; ids that are
 * invalid are found out when somebody asks for them, and a trace that nobody chose begins there.
 */
export const isPlainlyUnsampled = ({ traceparent }: TraceCarrier): boolean =>
  typeof traceparent === 'string' &&
  traceparent.length === LENGTH &&
  traceparent.startsWith('00-') &&
  '02468ace'.includes(traceparent.charAt(LAST_FLAG));

/** The caller's span; nothing when the headers carry no valid one. */
export const parentIn = (headers: TraceCarrier): SpanContext | undefined =>
  headers['traceparent'] === undefined
    ? undefined
    : trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));

export const isChosen = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0;

/** The span of a record whose trace was chosen, to link to. */
export function chosenIn(headers: TraceCarrier): SpanContext | undefined {
  if (isPlainlyUnsampled(headers)) return undefined;
  const context = parentIn(headers);
  return context !== undefined && isChosen(context) ? context : undefined;
}
