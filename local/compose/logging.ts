import type { Environment } from '../../model/environment';
import { lineOperators, resourceFields, type LineOperator } from '../../model/log-lines';
import { LOKI_PORT, lokiConfig, lokiData } from '../../model/log-store';
import { Duration, Size } from '../../model/units';
import { containerImages } from '../../model/versions';
import { all, confined, type Container } from './document';

/**
 * Logs and traces beside the platform, when they are asked for: `docker compose --profile logs up`. The same stores, and the
 * same reading of lines, as on the clusters.
 */

export const loggingFiles = {
  loki: 'loki.yml',
  tempo: 'tempo.yml',
  collector: 'otel-collector.yml',
} as const;

/** Names of the volumes, without their `-data`. */
export const loggingVolumes = ['loki', 'tempo', 'otel-collector'] as const;

const OTLP_PORT = 4318;
const TEMPO_PORT = 3200;

/** As Grafana and the services reach them. */
export const loggingAddresses = {
  loki: `http://loki:${LOKI_PORT}`,
  tempo: `http://tempo:${TEMPO_PORT}`,
  otlp: `http://otel-collector:${OTLP_PORT}`,
} as const;

const TAG = 'millrace/';

/** How Docker keeps a container's lines: with its name beside each, by which the collector knows those that are ours. */
export interface LineLogging {
  readonly driver: 'json-file';
  readonly options: Readonly<Record<'tag' | 'max-size' | 'max-file', string>>;
}

/** Of the container of that name: `logging` of the Compose specification. */
export const loggingOf = (name: string): LineLogging => ({
  driver: 'json-file',
  options: { tag: `${TAG}${name}`, 'max-size': '20m', 'max-file': '2' },
});

const profile = { profiles: ['logs'], restart: 'unless-stopped', read_only: true, ...confined } as const;

const configOf = (source: keyof typeof loggingFiles, target: string) => [{ source, target }] as const;

/** By name; none of them starts unless its profile is asked for. */
export const loggingContainers = (): Record<string, Container> => ({
  loki: {
    ...profile,
    image: containerImages.loki,
    command: ['-config.file=/etc/loki/config.yaml'],
    volumes: [`loki-data:${lokiData}`],
    configs: configOf('loki', '/etc/loki/config.yaml'),
    mem_limit: '384m',
  },
  tempo: {
    ...profile,
    image: containerImages.tempo,
    command: ['-config.file=/etc/tempo/config.yaml'],
    volumes: ['tempo-data:/var/tempo'],
    configs: configOf('tempo', '/etc/tempo/config.yaml'),
    mem_limit: '384m',
  },
  'otel-collector': {
    ...profile,
    image: containerImages.openTelemetryCollector,
    // Docker's folders are root's, and only root may list them; of root's rights it has none but to read its own files.
    user: '0:0',
    command: ['--config=/etc/otelcol/config.yaml'],
    volumes: ['/var/lib/docker/containers:/var/lib/docker/containers:ro', 'otel-collector-data:/var/lib/otelcol'],
    configs: configOf('collector', '/etc/otelcol/config.yaml'),
    depends_on: all(['loki', 'tempo'], 'service_started'),
    mem_limit: '160m',
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

const tempoConfig = {
  server: { http_listen_port: TEMPO_PORT },
  distributor: { receivers: { otlp: { protocols: { http: { endpoint: `0.0.0.0:${OTLP_PORT}` } } } } },
  backend_scheduler: { provider: { compaction: { compaction: { block_retention: '24h' } } } },
  storage: { trace: { backend: 'local', local: { path: '/var/tempo/traces' }, wal: { path: '/var/tempo/wal' } } },
  usage_report: { reporting_enabled: false },
} as const;

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
  processors: { memory_limiter: { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 20 } },
  exporters: {
    'otlp_http/loki': exporter(`${loggingAddresses.loki}/otlp`),
    'otlp_http/tempo': exporter(`http://tempo:${OTLP_PORT}`),
  },
  extensions: { file_storage: { directory: '/var/lib/otelcol' } },
  service: {
    extensions: ['file_storage'],
    pipelines: {
      logs: { receivers: ['file_log'], processors: ['memory_limiter'], exporters: ['otlp_http/loki'] },
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
