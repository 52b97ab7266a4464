export {
  activeIn,
  exemplarOf,
  failSpan,
  inProcessSpan,
  startSendSpan,
  startTransactionSpan,
  traceFields,
  traceHeaders,
  useActiveSpans,
} from './spans';
export { startTracing, type Tracing } from './start-tracing';
export { type TraceCarrier } from './trace-context';
export { silentTracer, type SpanFacts, type Tracer } from './tracer';
export type { FragmentObserver } from './fragment';
