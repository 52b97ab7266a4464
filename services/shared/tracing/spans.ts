import {
  context,
  isSpanContextValid,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { IncomingRecord } from '../kafka/ports';
import { DraftSpan } from './draft-span';
import { chosenIn } from './trace-context';
import type { SpanFacts, Tracer } from './tracer';

/*
 * Spans of Kafka are made by hand. Records of many requests leave in one produce request, sent from a queue that has
 * no request's context, and one fetch brings records of many traces: an instrumentation that reads the active context
 * around the client's calls would tie all of them to whichever request came first.
 *
 * Spans are handed on from function to function. Making one the active one of all that is called needs Node's async hooks,
 * which watch every promise of the process from then on: a tenth of what a record costs (docs/adr/0025).
 */

/** More would make a span larger than collectors take. */
const MAX_LINKS = 128;

export function failSpan(span: Span, error: unknown): void {
  const known = error instanceof Error ? error : new Error(String(error));
  span.recordException(known);
  span.setStatus({ code: SpanStatusCode.ERROR, message: known.message });
}

/** The trace that an observation is an example of, when it is sure to be found. */
export function exemplarOf(span: Span | undefined): { readonly trace_id: string } | undefined {
  return span instanceof DraftSpan && span.fragment.kept ? { trace_id: span.traceId } : undefined;
}

/** Headers that carry `span` to whoever reads the record: written here, since the propagator takes too long for each. */
export function traceHeaders(span: Span): Record<string, string> {
  if (!(span instanceof DraftSpan) && !isSpanContextValid(span.spanContext())) return {};
  // A draft can say its ids without an object made for it.
  const { traceId, spanId, traceFlags, traceState } = span instanceof DraftSpan ? span : span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-0${(traceFlags & TraceFlags.SAMPLED).toString()}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}

/** From here on, until the tracing's end, a span can be the active one. */
export function useActiveSpans(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}

/** Runs `work` with the span as the active one, for what asks OpenTelemetry's API: instrumentations, log lines. */
export const activeIn = <T>(span: Span, work: () => T): T => context.with(trace.setSpan(context.active(), span), work);

/** Ties a log line to its trace, as OpenTelemetry's log correlation names the fields. */
export function traceFields(span: Span | undefined): object {
  const spanContext = span?.spanContext();
  if (spanContext === undefined || !isSpanContextValid(spanContext)) return {};
  return { trace_id: spanContext.traceId, span_id: spanContext.spanId };
}

class SendFacts implements SpanFacts {
  readonly kind = SpanKind.PRODUCER;

  constructor(private readonly topic: string) {}

  get name(): string {
    return `send ${this.topic}`;
  }

  attributes(): Attributes {
    return {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'send',
      'messaging.destination.name': this.topic,
    };
  }
}

/** A span from the send of one record to its acknowledgement. */
export const startSendSpan = (tracer: Tracer, topic: string, parent: Span | undefined): Span =>
  tracer.startUnder(new SendFacts(topic), parent);

class ProcessFacts implements SpanFacts {
  readonly kind = SpanKind.CONSUMER;

  constructor(
    private readonly record: IncomingRecord,
    private readonly group: string,
  ) {}

  get name(): string {
    return `process ${this.record.topic}`;
  }

  attributes(): Attributes {
    const { topic, partition, offset } = this.record;
    return {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': String(partition),
      'messaging.kafka.offset': Number(offset),
      'messaging.consumer.group.name': this.group,
    };
  }
}

/** Runs `work` inside a span that continues the trace in the record's headers. */
export async function inProcessSpan<T>(
  tracer: Tracer,
  record: IncomingRecord,
  group: string,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer.startFrom(new ProcessFacts(record, group), record.headers);
  try {
    return await work(span);
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/**
 * A span for the commit of a transaction. It has many parents and so is under none of them: it names the records whose
 * traces were chosen.
 *
 * @returns what ends it
 */
export function startTransactionSpan(
  tracer: Tracer,
  group: string,
  records: readonly IncomingRecord[],
): (error?: unknown) => void {
  const [first] = records;
  const links = records.flatMap(({ headers }) => {
    const chosen = chosenIn(headers);
    return chosen === undefined ? [] : [{ context: chosen }];
  });
  const attributes = () => ({
    'messaging.system': 'kafka',
    'messaging.operation.type': 'settle',
    'messaging.operation.name': 'commit',
    'messaging.destination.name': first?.topic ?? '',
    'messaging.destination.partition.id': String(first?.partition ?? ''),
    'messaging.kafka.offset': Number(first?.offset ?? 0),
    'messaging.batch.message_count': records.length,
    'messaging.consumer.group.name': group,
  });
  const facts = { name: `commit ${first?.topic ?? ''}`, kind: SpanKind.CLIENT, attributes };
  const span = tracer.startLinked(facts, links.slice(0, MAX_LINKS));
  return (error) => {
    if (error !== undefined) failSpan(span, error);
    span.end();
  };
}
