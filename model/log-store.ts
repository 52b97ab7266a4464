import { boundedRate } from './bounded-rate';
import { resourceFields } from './log-lines';
import { Duration, type Size } from './units';

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

/**
 * However large the volume is: what comes in within five minutes is written down once more (a checkpoint of the log that is
 * read after a crash), and until then has to fit into the pod's memory.
 */
const MOST_MEBIBYTES = 1;

/** Lets a broker start and an agent catch up: both write some megabytes at once. */
const BURST_MEBIBYTES = 16;

/**
 * How late a line may come: after the newest of its stream, and after it was written. The store or an agent may be away for
 * as long. Loki refuses for good what is later than half of the age that it lets a chunk reach.
 */
export const lateness = Duration.hours(6);

/** A chunk that is not full stays in memory for as long; what is in memory must be asked too. */
const chunkAge = Duration.seconds(2 * lateness.toSeconds());

export interface LokiLimits {
  /** Of its volume. */
  readonly size: Size;
  /** How long lines are kept. */
  readonly retention: Duration;
}

const hours = (duration: Duration): string => `${Math.ceil(duration.toSeconds() / 3600)}h`;

function limits({ size, retention }: LokiLimits): object {
  const fits = boundedRate({ size, retention, compression: COMPRESSION }) / MEBIBYTE;
  return {
    retention_period: hours(retention),
    // Trace ids and topics of lines: found with them, without a stream for each.
    allow_structured_metadata: true,
    // The agents say it.
    discover_service_name: [],
    // `detected_level`, of the severity that the agents say: Grafana's own buttons ask for it.
    discover_log_levels: true,
    ingestion_rate_mb: Number(Math.min(fits, MOST_MEBIBYTES).toPrecision(3)),
    ingestion_burst_size_mb: BURST_MEBIBYTES,
    per_stream_rate_limit: `${BURST_MEBIBYTES}MB`,
    per_stream_rate_limit_burst: `${BURST_MEBIBYTES}MB`,
    // Services, operators and charts are some dozens: more streams are somebody's mistake, and Loki's memory.
    max_global_streams_per_user: 500,
    max_line_size: '256KB',
    max_line_size_truncate: true,
    max_query_lookback: hours(retention),
    volume_enabled: true,
    // It splits a stream that is written to fast, by a label of its own.
    shard_streams: { enabled: false },
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

/** Loki answers itself over gRPC: of its own 4 MiB an answer of 5000 lines is more, and nothing would come for a minute. */
const LARGEST_ANSWER = 32 * MEBIBYTE;

const server = {
  http_listen_port: LOKI_PORT,
  grpc_listen_port: 9095,
  grpc_server_max_recv_msg_size: LARGEST_ANSWER,
  grpc_server_max_send_msg_size: LARGEST_ANSWER,
  log_level: 'warn',
  log_format: 'json',
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

const ingester = {
  chunk_encoding: 'snappy',
  max_chunk_age: hours(chunkAge),
  // Of its own 32 each holds a chunk twice.
  concurrent_flushes: 4,
  // Its default ceiling of 4 GiB is many times what the pod may take.
  wal: { flush_on_shutdown: true, replay_memory_ceiling: '64MB' },
} as const;

/** Loki has one of these for each of six kinds of answers, and one for chunks: of its own 100 MB the pod would be full. */
const cacheOf = (mebibytes: number) => ({ embedded_cache: { enabled: true, max_size_mb: mebibytes } });

/**
 * Configuration of Loki 3.7, by its own names; 3.7.5 was run with it (docs/logs.md). It deletes by age only, so what comes in
 * is bounded by what fits for as long; besides, it takes no more from 90 % full on (its default).
 */
export const lokiConfig = (kept: LokiLimits): object => ({
  auth_enabled: false,
  server,
  common: alone,
  distributor: { otlp_config: { default_resource_attributes_as_index_labels: streams } },
  schema_config: schema,
  ingester,
  // An hour more: a chunk is written out some minutes after its age.
  querier: { query_ingesters_within: hours(Duration.seconds(chunkAge.toSeconds() + 3600)), max_concurrent: 2 },
  chunk_store_config: { chunk_cache_config: cacheOf(32) },
  // Each holds 1.5 MB: of its own 50, four queries at once would take more than the pod has.
  storage_config: { max_chunk_batch_size: 10 },
  compactor,
  limits_config: limits(kept),
  query_range: { results_cache: { cache: cacheOf(8) } },
  analytics: { reporting_enabled: false },
});
