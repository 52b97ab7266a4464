import { boundedRate } from './bounded-rate';
import { resourceFields } from './log-lines';
import type { Duration, Size } from './units';

/** Where Loki's API is, everywhere: lines come in and queries are asked. */
export const LOKI_PORT = 3100;

/** Where its volume is: the folder of its image that its user may write to. */
export const lokiData = '/loki';

/**
 * How much smaller lines of JSON become in chunks, with their index and structured metadata: less than what is usual (5 to
 * 10), so that the bound errs on the safe side.
 */
const COMPRESSION = 4;

/** Loki's own `MB` is 2^20 bytes. */
const MEBIBYTE = 2 ** 20;

/** Lets a broker start and an agent catch up: both write some megabytes at once. */
const BURST_MEBIBYTES = 16;

export interface LokiLimits {
  /** Of its volume. */
  readonly size: Size;
  /** How long lines are kept. */
  readonly retention: Duration;
}

const hours = (duration: Duration): string => `${Math.ceil(duration.toSeconds() / 3600)}h`;

function limits({ size, retention }: LokiLimits): object {
  const rate = boundedRate({ size, retention, compression: COMPRESSION }) / MEBIBYTE;
  return {
    retention_period: hours(retention),
    // Trace ids and topics of lines: found with them, without a stream for each.
    allow_structured_metadata: true,
    // The agents say it.
    discover_service_name: [],
    // `detected_level`, of the severity that the agents say: Grafana's own buttons ask for it.
    discover_log_levels: true,
    ingestion_rate_mb: Number(rate.toFixed(3)),
    ingestion_burst_size_mb: BURST_MEBIBYTES,
    per_stream_rate_limit: `${BURST_MEBIBYTES}MB`,
    per_stream_rate_limit_burst: `${BURST_MEBIBYTES}MB`,
    // Services, operators and charts are some dozens: more streams are somebody's mistake, and Loki's memory.
    max_global_streams_per_user: 500,
    max_line_size: '256KB',
    max_line_size_truncate: true,
    max_query_lookback: hours(retention),
    volume_enabled: true,
  };
}

/** One process that does all, alone: its ring is in its memory. */
const alone = {
  path_prefix: lokiData,
  replication_factor: 1,
  instance_addr: '127.0.0.1',
  ring: { kvstore: { store: 'inmemory' } },
  storage: { filesystem: { chunks_directory: `${lokiData}/chunks`, rules_directory: `${lokiData}/rules` } },
} as const;

/** Blocks of an index for each day, in the form that structured metadata needs. */
const schema = {
  configs: [
    {
      from: '2026-01-01',
      store: 'tsdb',
      object_store: 'filesystem',
      schema: 'v13',
      index: { prefix: 'index_', period: '24h' },
    },
  ],
} as const;

/** What deletes. */
const compactor = {
  working_directory: `${lokiData}/compactor`,
  compaction_interval: '10m',
  retention_enabled: true,
  retention_delete_delay: '1h',
  delete_request_store: 'filesystem',
} as const;

/** Instead of Loki's own list, which has a stream for every pod. */
const streams = [resourceFields.service, resourceFields.namespace, resourceFields.environment] as const;

/**
 * Configuration of Loki 3.7, by its own names. Read: the parts for OTLP in its source (`pkg/loghttp/push/otlplabels`) and
 * public configurations of 3.7; believed: the rest. It deletes by age only, so what comes in is bounded by what fits for as
 * long; besides, it takes no more from 90 % full on (its default).
 */
export const lokiConfig = (kept: LokiLimits): object => ({
  auth_enabled: false,
  server: { http_listen_port: LOKI_PORT, grpc_listen_port: 9095, log_level: 'warn', log_format: 'json' },
  common: alone,
  distributor: { otlp_config: { default_resource_attributes_as_index_labels: streams } },
  schema_config: schema,
  // Its default ceiling of 4 GiB is many times what the pod may take.
  ingester: { chunk_encoding: 'snappy', wal: { flush_on_shutdown: true, replay_memory_ceiling: '128MB' } },
  compactor,
  limits_config: limits(kept),
  query_range: { results_cache: { cache: { embedded_cache: { enabled: true, max_size_mb: 32 } } } },
  analytics: { reporting_enabled: false },
});
