import type { Span } from '@opentelemetry/api';
import type { RetryPolicy } from 'cockatiel';
import type { Decoded, EventCodec } from '../../../contracts/events/codec';
import type { IncomingRecord } from '../kafka/ports';
import type { Logger } from '../logger';
import { eventTypeLabel, type ConsumedStatus, type ServiceMetrics } from '../metrics';
import { exemplarOf, traceFields, type Tracer } from '../tracing';
import type { ConsumerTotals } from './consumer-totals';
import type { DeadLetterAddress } from './dead-letter';
import { failureOf, undecodable, type Failure } from './failure';
import { retryPolicy, retryUntilAborted, type RetrySettings } from './retry';

/** What a service does with the events of a topic. */
export interface EventHandling<T, R> {
  readonly codec: Pick<EventCodec<T>, 'decode'>;
  /** For metrics; must be one of few. */
  readonly typeOf: (event: T) => string;
  /** Called again after a failure, unless that is an `UnprocessableEventError`. The span is the record's. */
  readonly process: (event: T, record: IncomingRecord, signal: AbortSignal, span: Span) => Promise<R>;
}

export interface ConsumingParts {
  readonly retries: RetrySettings;
  readonly deadLetters: DeadLetterAddress;
  readonly metrics: ServiceMetrics;
  readonly tracer: Tracer;
  readonly logger: Logger;
  readonly totals: ConsumerTotals;
}

export type Outcome<R> =
  | { readonly ok: true; readonly eventType: string; readonly result: R }
  | { readonly ok: false; readonly eventType: string; readonly failure: Failure };

/** One try of one event. */
interface Attempt<T> {
  readonly event: T;
  readonly eventType: string;
  readonly record: IncomingRecord;
  readonly number: number;
  readonly span: Span;
}

/** Even a value nested so deeply that reading it ends the stack is just another undecodable one. */
function decodeSafely<T>(codec: EventHandling<T, unknown>['codec'], value: Uint8Array | null): Decoded<T> {
  try {
    return codec.decode(value);
  } catch (error) {
    return { ok: false, issues: [{ path: '$', reason: `not readable: ${(error as Error).message}` }] };
  }
}

/** Tries records of one topic as often as it is allowed to, and says how each ended. */
export class Attempts<T, R> {
  private readonly policy: RetryPolicy;

  constructor(
    private readonly handling: EventHandling<T, R>,
    private readonly parts: ConsumingParts,
  ) {
    this.policy = retryPolicy(parts.retries);
  }

  /** @throws what `signal` was aborted with: the record is neither done nor given up then */
  async make(record: IncomingRecord, span: Span, signal: AbortSignal): Promise<Outcome<R>> {
    const decoded = decodeSafely(this.handling.codec, record.value);
    if (!decoded.ok) return { ok: false, eventType: 'unknown', failure: undecodable(decoded.issues) };
    const eventType = eventTypeLabel(this.handling.typeOf(decoded.value));
    let made = 0;
    try {
      // Not a function with a name: see `processFacts`.
      const attempted = retryUntilAborted(
        this.policy,
        (number) => {
          made = number;
          return this.once({ event: decoded.value, eventType, record, number, span }, signal);
        },
        signal,
      );
      return { ok: true, eventType, result: await attempted };
    } catch (error) {
      signal.throwIfAborted();
      return { ok: false, eventType, failure: failureOf(error, made) };
    }
  }

  /** After processing, before the commit. */
  countSuccess(record: IncomingRecord, eventType: string, span: Span): void {
    const { metrics, totals } = this.parts;
    totals.processed += 1;
    this.count(record, eventType, 'success');
    const { topic, timestamp } = record;
    // Clocks that disagree must not make an event arrive before it was written.
    const seconds = Math.max(0, Date.now() - timestamp) / 1_000;
    if (timestamp > 0) metrics.eventEndToEndDuration.observe({ topic }, seconds, exemplarOf(span));
  }

  count(record: IncomingRecord, eventType: string, status: ConsumedStatus): void {
    this.parts.metrics.eventsConsumed.inc({ topic: record.topic, event_type: eventType, status });
  }

  /** After the dead letter is certain. */
  countDeadLetter(record: IncomingRecord, eventType: string, failure: Failure, span: Span): void {
    const { metrics, totals, logger, deadLetters } = this.parts;
    this.count(record, eventType, 'dead_letter');
    metrics.deadLetters.inc({ topic: record.topic, reason: failure.kind });
    metrics.eventsProduced.inc({ topic: deadLetters.topic, event_type: 'dead_letter' });
    totals.dead_lettered += 1;
    const where = { ...positionOf(record), ...traceFields(span), dead_letter_topic: deadLetters.topic };
    logger.error({ ...where, ...failure }, 'record given up');
  }

  private async once({ event, eventType, record, number, span }: Attempt<T>, signal: AbortSignal): Promise<R> {
    const { metrics, totals, logger } = this.parts;
    if (number > 1) {
      totals.retried += 1;
      metrics.eventRetries.inc({ topic: record.topic });
    }
    const began = performance.now();
    try {
      return await this.handling.process(event, record, signal, span);
    } catch (error) {
      totals.failed += 1;
      logger.warn({ ...positionOf(record), ...traceFields(span), attempt: number, err: error }, 'processing failed');
      throw error;
    } finally {
      const seconds = (performance.now() - began) / 1_000;
      metrics.eventProcessingDuration.observe({ event_type: eventType }, seconds, exemplarOf(span));
    }
  }
}

export const positionOf = (record: IncomingRecord): { topic: string; partition: number; offset: string } => ({
  topic: record.topic,
  partition: record.partition,
  offset: String(record.offset),
});
