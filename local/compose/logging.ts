import { OTLP_PORT } from '../../model/cluster-names';
import { memoryLimiter, unobserved } from '../../model/collector-processors';
import type { Environment } from '../../model/environment';
import { lineOperators, resourceFields, type LineOperator } from '../../model/log-lines';
import { LOKI_PORT, lokiConfig, lokiData } from '../../model/log-store';
import { telemetryPods, type PodResources } from '../../model/platform-pods';
import { Duration, Size } from '../../model/units';
import { containerImages } from '../../model/versions';
import { all, check, confined, onLoopback, type Container, type HealthCheck, type LineLogging } from './document';

/**
 * Logs and traces beside the platform, when they are asked for: `COMPOSE_PROFILES=logs docker compose up`. The same stores,
 * and the same reading of lines, as on the clusters.
 */

export const loggingFiles = {
  loki: 'loki.yml',
  tempo: 'tempo.yml',
  collector: 'otel-collector.yml',
} as const;

/** Names of the volumes, without their `-data`. */
export const loggingVolumes = ['loki', 'tempo', 'otel-collector'] as const;

const TEMPO_PORT = 3200;

/** As this machine reaches the stores while they run. */
export const storesOnLoopback = {
  loki: `http://127.0.0.1:${LOKI_PORT}`,
  tempo: `http://127.0.0.1:${TEMPO_PORT}`,
} as const;

/** As Grafana and the services reach them. */
export const loggingAddresses = {
  loki: `http://loki:${LOKI_PORT}`,
  tempo: `http://tempo:${TEMPO_PORT}`,
  otlp: `http://otel-collector:${OTLP_PORT}`,
} as const;

const TAG = 'millrace/';

/** Docker keeps all that is written, for ever, unless it is told not to. */
const bounded = { 'max-size': '20m', 'max-file': '2' } as const;

/** With a name beside each line, by which the collector knows those that are ours, and whose they are. */
export const loggingOf = (name: string): LineLogging => ({
  driver: 'json-file',
  options: { tag: `${TAG}${name}`, ...bounded },
});

/** Of whom the collector reads nothing: what they say of a line that was refused would be the next one to be refused. */
const unread: LineLogging = { driver: 'json-file', options: bounded };

const profile = { profiles: ['logs'], restart: 'unless-stopped', read_only: true, ...confined } as const;

/** As much as its pod may take; Go's collector of garbage keeps below four fifths of it, which of itself it does not. */
function memoryOf({ memory, memoryLimit = memory }: PodResources): Pick<Container, 'environment' | 'mem_limit'> {
  const mebibytes = memoryLimit.toMebibytes();
  return { environment: { GOMEMLIMIT: `${Math.floor(mebibytes * 0.8)}MiB` }, mem_limit: `${mebibytes}m` };
}

/** Stores write out what they hold in memory when they are stopped. */
const store = { ...profile, tmpfs: ['/tmp:size=64m'], stop_grace_period: '60s' } as const;

/** For images of one program, which can ask itself: Loki from 3.7 (grafana/loki#20313), Tempo from 3.0 (grafana/tempo#6608). */
const asksItself = (program: string, url: string): HealthCheck =>
  check(['CMD', program, '-health', `-health.url=${url}`], { every: 10, startsWithin: 60 });

const configOf = (source: keyof typeof loggingFiles, target: string) => [{ source, target }] as const;

/** By name; none of them starts unless its profile is asked for. */
export const loggingContainers = (): Record<string, Container> => ({
  loki: {
    image: containerImages.loki,
    command: ['-config.file=/etc/loki/config.yaml'],
    ports: [onLoopback(LOKI_PORT, LOKI_PORT)],
    // The image makes it, for the user that it runs as: a new volume takes both over.
    volumes: [`loki-data:${lokiData}`],
    configs: configOf('loki', '/etc/loki/config.yaml'),
    healthcheck: asksItself('/usr/bin/loki', `http://127.0.0.1:${LOKI_PORT}/ready`),
    logging: unread,
    ...memoryOf(telemetryPods.loki),
    ...store,
  },
  tempo: {
    image: containerImages.tempo,
    command: ['-config.file=/etc/tempo/config.yaml'],
    ports: [onLoopback(TEMPO_PORT, TEMPO_PORT)],
    // As Loki's.
    volumes: ['tempo-data:/var/tempo'],
    configs: configOf('tempo', '/etc/tempo/config.yaml'),
    healthcheck: asksItself('/tempo', `http://127.0.0.1:${TEMPO_PORT}/ready`),
    ...memoryOf(telemetryPods.tempo),
    ...store,
  },
  'otel-collector': {
    image: containerImages.openTelemetryCollector,
    // Docker's folders are root's, and only root may list them; of root's rights it has none but to read its own files.
    user: '0:0',
    command: ['--config=/etc/otelcol/config.yaml'],
    volumes: ['/var/lib/docker/containers:/var/lib/docker/containers:ro', 'otel-collector-data:/var/lib/otelcol'],
    configs: configOf('collector', '/etc/otelcol/config.yaml'),
    // What they do not take yet is sent again: lines need not wait for the store of traces, nor traces for that of lines.
    depends_on: all(['loki', 'tempo'], 'service_started'),
    // No healthcheck: the image has its one program, which asks nobody, itself neither. `make smoke` looks at what comes through.
    logging: unread,
    ...memoryOf(telemetryPods.logAgent),
    ...profile,
  },
});

/** Docker's form away; lines of containers that are not ours are not read at all. */
const fromDocker: readonly LineOperator[] = [
  { id: 'runtime', type: 'container', format: 'docker', add_metadata_from_filepath: false },
  { id: 'ours', type: 'filter', expr: `not ((attributes?.attrs?.tag ?? "") startsWith ${JSON.stringify(TAG)})` },
  {
    id: 'container-name',
    type: 'add',
    field: `resource["${resourceFields.service}"]`,
    value: `EXPR(trimPrefix(attributes.attrs.tag, ${JSON.stringify(TAG)}))`,
  },
];

/** A laptop's: some days, on a disk that is needed for other things too. */
const kept = { size: Size.gibibytes(2), retention: Duration.days(3) } as const;

const tracesKept = { block_retention: '24h' } as const;

const tempoConfig = {
  server: { http_listen_port: TEMPO_PORT },
  distributor: { receivers: { otlp: { protocols: { http: { endpoint: `0.0.0.0:${OTLP_PORT}` } } } } },
  // The one finds the blocks that are too old, the other deletes them; each looks at its own.
  backend_scheduler: { provider: { compaction: { compaction: tracesKept } } },
  backend_worker: { compaction: tracesKept },
  storage: { trace: { backend: 'local', local: { path: '/var/tempo/traces' }, wal: { path: '/var/tempo/wal' } } },
  usage_report: { reporting_enabled: false },
} as const;

/** On its volume: what a store has not taken outlives the Collector, which has already read on. */
const sending_queue = { storage: 'file_storage', block_on_overflow: true } as const;

const exporter = (endpoint: string): object => ({ endpoint, compression: 'gzip' });

const collectorConfig = (environment: string): object => ({
  receivers: {
    file_log: {
      include: ['/var/lib/docker/containers/*/*-json.log'],
      start_at: 'beginning',
      include_file_path: true,
      storage: 'file_storage',
      retry_on_failure: { enabled: true },
      operators: lineOperators(environment, fromDocker),
    },
    otlp: { protocols: { http: { endpoint: `0.0.0.0:${OTLP_PORT}` } } },
  },
  processors: {
    memory_limiter: memoryLimiter,
    ...unobserved,
  },
  exporters: {
    'otlp_http/loki': {
      ...exporter(`${loggingAddresses.loki}/otlp`),
      sending_queue,
      retry_on_failure: { max_elapsed_time: '0s' },
    },
    'otlp_http/tempo': exporter(`http://tempo:${OTLP_PORT}`),
  },
  extensions: { file_storage: { directory: '/var/lib/otelcol' } },
  service: {
    extensions: ['file_storage'],
    pipelines: {
      logs: {
        receivers: ['file_log'],
        processors: ['memory_limiter', ...Object.keys(unobserved)],
        exporters: ['otlp_http/loki'],
      },
      traces: { receivers: ['otlp'], processors: ['memory_limiter'], exporters: ['otlp_http/tempo'] },
    },
  },
});

/** What each of the files holds, to be written as YAML. */
export const loggingConfig = ({ name }: Pick<Environment, 'name'>): Record<keyof typeof loggingFiles, object> => ({
  loki: lokiConfig(kept),
  tempo: tempoConfig,
  collector: collectorConfig(name),
});
