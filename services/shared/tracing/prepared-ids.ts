import type { SpanContext } from '@opentelemetry/api';
import { RandomIdGenerator, type IdGenerator } from '@opentelemetry/sdk-trace-node';

/** Random ids, or those that a span has told others of already. */
export class PreparedIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  private prepared: Pick<SpanContext, 'traceId' | 'spanId'> | undefined;

  readonly generateTraceId = (): string => this.prepared?.traceId ?? this.random.generateTraceId();
  readonly generateSpanId = (): string => this.prepared?.spanId ?? this.random.generateSpanId();

  /** What is started by `start` gets these. */
  with<T>(ids: Pick<SpanContext, 'traceId' | 'spanId'>, start: () => T): T {
    this.prepared = ids;
    try {
      return start();
    } finally {
      this.prepared = undefined;
    }
  }
}
