import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { RuntimeConfig } from '../../contracts/runtime-config';
import type { IncomingRecord } from './kafka/ports';

export interface Tracing {
  readonly tracer: Tracer;
  /** Exports what is left and lets go of the process-wide registration. */
  shutdown(): Promise<void>;
}

type TracingConfig = Pick<RuntimeConfig, 'service' | 'instance' | 'environment' | 'version' | 'tracing'>;

function exporters(endpoint: string | undefined): SpanProcessor[] {
  if (endpoint === undefined) return [];
  // A given url is used as it is; only the exporter's own environment variable gets the path appended.
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  return [new BatchSpanProcessor(new OTLPTraceExporter({ url }))];
}

/**
 * Without an endpoint no span leaves the process, but trace ids still travel and reach the logs.
 *
 * @param processors instead of the OTLP exporter
 */
export function startTracing(config: TracingConfig, processors?: SpanProcessor[]): Tracing {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': config.service,
      'service.version': config.version,
      'service.instance.id': config.instance,
      'deployment.environment.name': config.environment,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.tracing.sampleRatio) }),
    spanProcessors: processors ?? exporters(config.tracing.otlpEndpoint),
  });
  provider.register({ propagator: new W3CTraceContextPropagator() });
  return {
    tracer: trace.getTracer('millrace', config.version),
    async shutdown() {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

/** The caller's trace, from HTTP or Kafka headers. */
export const extractTrace = (headers: Readonly<Record<string, unknown>>): Context =>
  propagation.extract(ROOT_CONTEXT, headers);

/** Headers that carry `span` to whoever reads the record. */
export function traceHeaders(span: Span): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), headers);
  return headers;
}

export function failSpan(span: Span, error: unknown): void {
  const known = error instanceof Error ? error : new Error(String(error));
  span.recordException(known);
  span.setStatus({ code: SpanStatusCode.ERROR, message: known.message });
}

/*
 * Spans of Kafka are made by hand. Records of many requests leave in one produce request, sent from a queue that has
 * no request's context, and one fetch brings records of many traces: an instrumentation that reads the active context
 * around the client's calls would tie all of them to whichever request came first.
 */

/** A span from the send of one record to its acknowledgement. */
export function startSendSpan(tracer: Tracer, topic: string): Span {
  return tracer.startSpan(`send ${topic}`, {
    kind: SpanKind.PRODUCER,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'send',
      'messaging.destination.name': topic,
    },
  });
}

function processSpanOptions(record: IncomingRecord, group: string): SpanOptions {
  return {
    kind: SpanKind.CONSUMER,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': record.topic,
      'messaging.destination.partition.id': String(record.partition),
      'messaging.kafka.offset': Number(record.offset),
      'messaging.consumer.group.name': group,
    },
  };
}

/** Runs `work` inside a span that continues the trace in the record's headers. */
export async function inProcessSpan<T>(
  tracer: Tracer,
  record: IncomingRecord,
  group: string,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = extractTrace(record.headers);
  const span = tracer.startSpan(`process ${record.topic}`, processSpanOptions(record, group), parent);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
}
