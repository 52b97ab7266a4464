import type { Span } from '@opentelemetry/api';
import { deadLetterHeaders } from '../../../contracts/events/dead-letter';
import type { ServiceMetrics } from '../metrics';
import { KafkaError, type DurableProducer, type IncomingRecord, type OutgoingRecord } from '../kafka/ports';
import { exemplarOf, failSpan, startSendSpan, traceHeaders, type Tracer } from '../tracing';
import type { Failure } from './failure';

const MAX_REASON = 1_000;
const MAX_KEPT_KEY_BYTES = 1_024;
/** Under the brokers' limit of 1 MiB, with room for headers. */
const MAX_WHOLE_BYTES = 900 * 1_024;

/** Where given-up records of a group go. */
export interface DeadLetterAddress {
  readonly topic: string;
  readonly group: string;
}

function headersFor(record: IncomingRecord, failure: Failure, group: string): Record<string, string> {
  return {
    [deadLetterHeaders.cause]: failure.cause,
    [deadLetterHeaders.reason]: failure.reason.slice(0, MAX_REASON),
    [deadLetterHeaders.topic]: record.topic,
    [deadLetterHeaders.partition]: String(record.partition),
    [deadLetterHeaders.offset]: String(record.offset),
    [deadLetterHeaders.timestamp]: String(record.timestamp),
    [deadLetterHeaders.group]: group,
    [deadLetterHeaders.attempts]: String(failure.attempts),
    [deadLetterHeaders.at]: new Date().toISOString(),
  };
}

/** The headers that carry the span which writes a record. */
type TraceHeaders = Readonly<Record<string, string>>;

/** The original record with the cause in added headers; nothing else is touched but the trace, which goes on from here. */
export function deadLetterOf(
  record: IncomingRecord,
  failure: Failure,
  { topic, group }: DeadLetterAddress,
  traced: TraceHeaders,
): OutgoingRecord {
  const headers = { ...(record.rawHeaders ?? record.headers), ...traced, ...headersFor(record, failure, group) };
  return { topic, key: record.key, value: record.value, headers };
}

/**
 * The original was as large as its topic allows, so that with the added headers it is too large for any other: only
 * the cause and where the original is are kept. Otherwise one record would stop its partition for ever.
 */
function coordinatesOf(
  record: IncomingRecord,
  failure: Failure,
  address: DeadLetterAddress,
  traced: TraceHeaders,
): OutgoingRecord {
  const bytes = record.value?.length ?? 0;
  const reason = `[value of ${bytes} bytes left out, too large with these headers; it is at the offset named here] ${failure.reason}`;
  return {
    topic: address.topic,
    key: record.key !== null && record.key.length <= MAX_KEPT_KEY_BYTES ? record.key : null,
    value: null,
    headers: { ...traced, ...headersFor(record, { ...failure, reason }, address.group) },
  };
}

/**
 * For a transaction, which a record that is refused for its size would abort each time it is tried. Its span says when
 * it was handed over: the acknowledgement is the whole transaction's.
 */
export function fittingDeadLetterOf(
  record: IncomingRecord,
  failure: Failure,
  address: DeadLetterAddress,
  { tracer, parent }: { readonly tracer: Tracer; readonly parent: Span },
): OutgoingRecord {
  const span = startSendSpan(tracer, address.topic, parent);
  const traced = traceHeaders(span);
  span.end();
  const bytes = (record.value?.length ?? 0) + (record.key?.length ?? 0);
  const letterOf = bytes <= MAX_WHOLE_BYTES ? deadLetterOf : coordinatesOf;
  return letterOf(record, failure, address, traced);
}

/** What dead letters are written with. */
export interface DeadLetterParts {
  readonly producer: DurableProducer;
  readonly metrics: ServiceMetrics;
  readonly deadLetters: DeadLetterAddress;
  readonly tracer: Tracer;
}

/** Writes a dead letter. @throws KafkaError when it cannot be written: the original must not be committed then */
export async function sendDeadLetter(
  { producer, deadLetters, tracer, metrics }: DeadLetterParts,
  record: IncomingRecord,
  failure: Failure,
  parent: Span,
): Promise<void> {
  const span = startSendSpan(tracer, deadLetters.topic, parent);
  const traced = traceHeaders(span);
  const began = performance.now();
  try {
    await producer.send(deadLetterOf(record, failure, deadLetters, traced)).catch((error: unknown) => {
      if (!(error instanceof KafkaError) || error.code !== 'KAFKA_RECORD_TOO_LARGE') throw error;
      return producer.send(coordinatesOf(record, failure, deadLetters, traced));
    });
    const { topic } = deadLetters;
    metrics.eventProductionDuration.observe({ topic }, (performance.now() - began) / 1_000, exemplarOf(span));
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
}
