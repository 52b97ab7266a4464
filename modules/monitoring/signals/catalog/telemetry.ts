import { counter, gauge, type ExporterFacts } from './exporter';

/**
 * Collectors of both kinds. Names and labels as scraped from 0.149.0 through the reader that ours have; read in the sources,
 * 0.153.0 says the same. Each series tells its scope besides (`otel_scope_*`), which nobody asks for.
 */
export const collectors = {
  title: 'OpenTelemetry Collectors',
  metrics: {
    otelcol_exporter_queue_capacity: gauge('data_type', 'exporter'),
    otelcol_exporter_queue_size: gauge('data_type', 'exporter'),
  },
} as const satisfies ExporterFacts;

/** The Collector on every node, about lines. A failure has no series before it first happens. */
export const logAgents = {
  title: 'Log agents',
  metrics: {
    otelcol_exporter_send_failed_log_records_total: counter('exporter'),
    otelcol_exporter_sent_log_records_total: counter('exporter'),
  },
} as const satisfies ExporterFacts;

/** The Collector that services send to, about spans. */
export const traceCollector = {
  title: 'Trace collector',
  metrics: {
    otelcol_exporter_send_failed_spans_total: counter('exporter'),
    otelcol_exporter_sent_spans_total: counter('exporter'),
    otelcol_receiver_refused_spans_total: counter('receiver', 'transport'),
  },
} as const satisfies ExporterFacts;

/** As scraped from Loki 3.7.5. A reason to refuse lines has no series before it is first given. */
export const loki = {
  title: 'Loki',
  metrics: {
    loki_boltdb_shipper_compactor_running: gauge(),
    loki_discarded_samples_total: counter('format', 'policy', 'reason', 'retention_hours', 'tenant'),
  },
} as const satisfies ExporterFacts;
