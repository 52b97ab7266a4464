import { context, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { RuntimeConfig } from '../../../contracts/runtime-config';
import { KeepBudget, type FragmentObserver } from './fragment';
import { LateTracer } from './late-tracer';
import { PreparedIds } from './prepared-ids';
import { propagator } from './trace-context';
import type { Tracer } from './tracer';

export interface Tracing {
  readonly tracer: Tracer;
  /** Exports what is left and lets go of the process-wide registration. */
  shutdown(): Promise<void>;
}

type TracingConfig = Pick<RuntimeConfig, 'service' | 'instance' | 'environment' | 'version' | 'tracing'>;

/** A span that takes this long is kept, whoever chose what. */
const SLOW_MS = 1_000;
const KEPT_PER_SECOND = 10;
const KEPT_AT_ONCE = 50;

const unobserved: FragmentObserver = { onFragment: () => undefined, onSpansDropped: () => undefined };

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
export function startTracing(
  config: TracingConfig,
  observer: FragmentObserver = unobserved,
  processors: SpanProcessor[] = exporters(config.tracing.otlpEndpoint),
): Tracing {
  const ids = new PreparedIds();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': config.service,
      'service.version': config.version,
      'service.instance.id': config.instance,
      'deployment.environment.name': config.environment,
    }),
    // Only what is exported is made a span of the SDK.
    sampler: new AlwaysOnSampler(),
    idGenerator: ids,
    spanProcessors: processors,
  });
  // Exporting alone would have async hooks watch every promise of the process, for a context that nobody asks for.
  provider.register({ propagator, contextManager: null });
  const { sampleRatio } = config.tracing;
  // With nobody to export to, nothing is worth keeping.
  const [perSecond, burst] = processors.length === 0 ? [0, 0] : [KEPT_PER_SECOND, KEPT_AT_ONCE];
  const budget = new KeepBudget(perSecond, burst, () => performance.now());
  const sdk = provider.getTracer('millrace', config.version);
  return {
    tracer: new LateTracer({ sdk, ids, sampleRatio, slowMs: SLOW_MS, budget, observer }),
    async shutdown() {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
