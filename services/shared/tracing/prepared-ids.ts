import { randomBytes } from 'node:crypto';
import type { SpanContext } from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace-node';

/** Digits of W3C's ids. */
const TRACE_ID = 32;
const SPAN_ID = 16;
/** Enough for 80 requests; an id that is kept, as an exemplar is, keeps the whole text it was cut from. */
const RANDOM_BYTES = 2_560;

/**
 * Random ids, or those that a span has told others of already. Cut from one text of random digits: OpenTelemetry's own
 * generator makes each by itself, which takes longer than all else of a draft (docs/adr/0025).
 */
export class PreparedIds implements IdGenerator {
  private digits = '';
  private used = 0;
  private prepared: Pick<SpanContext, 'traceId' | 'spanId'> | undefined;

  readonly generateTraceId = (): string => this.prepared?.traceId ?? this.random(TRACE_ID);
  readonly generateSpanId = (): string => this.prepared?.spanId ?? this.random(SPAN_ID);

  /** What is started by `start` gets these. */
  with<T>(ids: Pick<SpanContext, 'traceId' | 'spanId'>, start: () => T): T {
    this.prepared = ids;
    try {
      return start();
    } finally {
      this.prepared = undefined;
    }
  }

  private random(length: number): string {
    if (this.used + length > this.digits.length) {
      this.digits = randomBytes(RANDOM_BYTES).toString('hex');
      this.used = 0;
    }
    this.used += length;
    return this.digits.slice(this.used - length, this.used);
  }
}
