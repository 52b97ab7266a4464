export {
  activeIn,
  exemplarOf,
  failSpan,
  inProcessSpan,
  startSendSpan,
  startTransactionSpan,
  traceFields,
  useActiveSpans,
} from './spans';
export { startTracing, type Tracing } from './start-tracing';
export { traceHeaders, type TraceCarrier } from './trace-context';
export { silentTracer, type SpanFacts, type Tracer } from './tracer';
export type { FragmentObserver } from './fragment';
