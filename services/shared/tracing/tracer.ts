import { INVALID_SPAN_CONTEXT, trace, type Attributes, type Link, type Span, type SpanKind } from '@opentelemetry/api';
import type { TraceCarrier } from './trace-context';

/**
 * What a span is made of. On the path of each event it is an object of a class: bundles keep names, and to name a function
 * each time takes longer than a draft does.
 */
export interface SpanFacts {
  readonly name: string;
  readonly kind: SpanKind;
  /** Asked for only when the span is exported: most are not. */
  attributes(): Attributes;
}

/** Begins spans; whether they are exported is its own business. */
export interface Tracer {
  /** A span under another one, or the first of a trace. */
  startUnder(facts: SpanFacts, parent: Span | undefined): Span;
  /** A span that goes on with the trace in the headers of a request or a record. */
  startFrom(facts: SpanFacts, headers: TraceCarrier): Span;
  /** The first span of a trace, that names others: chosen when any of them is given. */
  startLinked(facts: SpanFacts, links: Link[]): Span;
}

const none = (): Span => trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Makes no spans. */
export const silentTracer: Tracer = { startUnder: none, startFrom: none, startLinked: none };
