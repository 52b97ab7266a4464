import { OTLP_PORT } from '../../model/cluster-names';
import { memoryLimiter } from '../../model/collector-processors';
import { health, ownTelemetry } from '../logging/collector-chart';
import { tempoOtlp } from './names';

/**
 * Holds what the store does not take for as long as it takes to restart it. What is more goes: a service must never wait
 * for its traces.
 */
const queue = {
  enabled: true,
  sizer: 'items',
  queue_size: 20_000,
  num_consumers: 2,
  batch: { flush_timeout: '1s', min_size: 500, max_size: 2_000 },
} as const;

/**
 * Configuration of the Collector between the services and the store. It decides nothing: which traces are kept is decided
 * where they begin and end (docs/adr/0027), so that any number of these can stand side by side.
 */
export const traceCollectorConfig: object = {
  receivers: { otlp: { protocols: { http: { endpoint: `\${env:MY_POD_IP}:${OTLP_PORT}` } } } },
  processors: { memory_limiter: memoryLimiter },
  exporters: {
    otlp_http: {
      endpoint: tempoOtlp,
      compression: 'gzip',
      sending_queue: queue,
      retry_on_failure: { enabled: true, initial_interval: '1s', max_interval: '30s', max_elapsed_time: '5m' },
    },
  },
  extensions: health,
  service: {
    extensions: ['health_check'],
    telemetry: ownTelemetry,
    pipelines: { traces: { receivers: ['otlp'], processors: ['memory_limiter'], exporters: ['otlp_http'] } },
  },
};
