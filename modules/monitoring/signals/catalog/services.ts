import { counter, gauge, histogram, type ExporterFacts } from './exporter';

/** Our own services (`services/shared/metrics.ts`). */
export const services = {
  title: 'Services',
  metrics: {
    consumer_assigned_partitions: gauge(),
    consumer_lag: gauge('topic', 'partition'),
    consumer_lag_seconds: gauge('topic', 'partition'),
    consumer_paused: gauge(),
    consumer_rebalances_total: counter(),
    dead_letters_total: counter('topic', 'reason'),
    event_end_to_end_duration_seconds: histogram('topic'),
    event_processing_duration_seconds: histogram('event_type'),
    event_production_duration_seconds: histogram('topic'),
    event_production_failures_total: counter('topic', 'code'),
    event_repeats_total: counter('topic'),
    event_retries_total: counter('topic'),
    events_consumed_total: counter('topic', 'event_type', 'status'),
    events_produced_total: counter('topic', 'event_type'),
    http_request_duration_seconds: histogram('method', 'route', 'status_code'),
    http_requests_total: counter('method', 'route', 'status_code'),
    kafka_connected: gauge(),
    overload_rejections_total: counter('reason'),
    producer_queue_bytes: gauge(),
    producer_queue_limit_bytes: gauge(),
    producer_queue_records: gauge(),
    nodejs_eventloop_lag_p99_seconds: gauge(),
    process_cpu_seconds_total: counter(),
    process_resident_memory_bytes: gauge(),
  },
} as const satisfies ExporterFacts;
