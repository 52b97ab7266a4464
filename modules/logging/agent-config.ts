import { namespaces } from '../../model/cluster-names';
import { memoryLimiter, unobserved } from '../../model/collector-processors';
import { lineOperators, resourceFields, type LineOperator } from '../../model/log-lines';
import { lateness } from '../../model/log-store';
import { health, ownTelemetry, retryForever } from './collector-chart';
import { lokiAddress, lokiName } from './names';

/** Where the kubelet puts the lines of each container: `<namespace>_<pod>_<uid>/<container>/<restart>.log`. */
export const podLogs = '/var/log/pods';

/** Where it keeps how far it has read. */
export const checkpoints = '/var/lib/otelcol';

/**
 * A pod of it that is replaced reads the files anew from their beginning: what is older than this was sent by the one
 * before, or Loki would refuse it. What is younger comes twice, and Loki shows one of two equal lines of a stream with the
 * same time.
 */
const stale = `${lateness.toSeconds()}s`;

/** The runtime's own form (Docker's, containerd's, CRI-O's), long lines put together; who wrote it from the file's name. */
const fromRuntime: readonly LineOperator[] = [
  { id: 'runtime', type: 'container', max_log_size: '256KiB' },
  {
    id: 'container-name',
    type: 'copy',
    from: 'resource["k8s.container.name"]',
    to: `resource["${resourceFields.service}"]`,
  },
  {
    id: 'pod-name',
    type: 'copy',
    from: 'resource["k8s.pod.name"]',
    to: `resource["${resourceFields.instance}"]`,
  },
];

const files = (environment: string): object => ({
  include: Object.values(namespaces).map((namespace) => `${podLogs}/${namespace}_*/*/*.log`),
  // Loki about lines about Loki.
  exclude: [`${podLogs}/${namespaces.monitoring}_${lokiName}-*/*/*.log`],
  start_at: 'beginning',
  include_file_path: true,
  include_file_name: false,
  storage: 'file_storage',
  // Of what is refused behind it: read on when it is taken.
  retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
  operators: lineOperators(environment, fromRuntime),
});

/** A queue that makes the reading wait when it is full: the files are the larger buffer. */
const queue = {
  enabled: true,
  // Beside the places in the files: what was read and not taken yet outlives the process.
  storage: 'file_storage',
  sizer: 'items',
  queue_size: 5_000,
  block_on_overflow: true,
  num_consumers: 2,
  batch: { flush_timeout: '1s', min_size: 500, max_size: 1_000 },
} as const;

/** Configuration of the Collector on every node: reads the containers' files, sends lines to Loki. */
export const agentConfig = (environment: string): object => ({
  receivers: { file_log: files(environment) },
  processors: {
    memory_limiter: memoryLimiter,
    'filter/stale': { error_mode: 'ignore', logs: { log_record: [`time < Now() - Duration("${stale}")`] } },
    ...unobserved,
  },
  exporters: {
    otlp_http: {
      endpoint: `${lokiAddress}/otlp`,
      compression: 'gzip',
      sending_queue: queue,
      retry_on_failure: retryForever,
    },
  },
  extensions: { ...health, file_storage: { directory: checkpoints } },
  service: {
    extensions: ['health_check', 'file_storage'],
    telemetry: ownTelemetry,
    pipelines: {
      logs: {
        receivers: ['file_log'],
        processors: ['memory_limiter', 'filter/stale', ...Object.keys(unobserved)],
        exporters: ['otlp_http'],
      },
    },
  },
});
