import type { Span } from '@opentelemetry/api';
import type { IncomingRecord } from '../../../services/shared/kafka/ports';
import { silentTracer, type Tracer, type Tracing } from '../../../services/shared/tracing';

/** Takes the place of `services/shared/tracing` when a service is bundled to measure what its telemetry costs. */

export { silentTracer };

const nothing = (): undefined => undefined;
const span = silentTracer.startFrom({ name: '', kind: 0, attributes: () => ({}) }, {});

export const startTracing = (): Tracing => ({ tracer: silentTracer, shutdown: () => Promise.resolve() });
export const activeIn = <T>(_span: Span, work: () => T): T => work();
export const useActiveSpans = nothing;
export const traceFields = (): object => ({});
export const exemplarOf = nothing;
export const failSpan = nothing;
export const startSendSpan = (): Span => span;
export const startTransactionSpan = () => nothing;
export const traceHeaders = (): Record<string, string> => ({});
export const inProcessSpan = <T>(
  _tracer: Tracer,
  _record: IncomingRecord,
  _group: string,
  work: (span: Span) => Promise<T>,
): Promise<T> => work(span);
