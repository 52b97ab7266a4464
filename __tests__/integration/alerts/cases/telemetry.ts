import type { AlertCases } from '../alert-case';
import { gone, moves, sampled, situation, stays, type InputSeries } from '../situation';

const watching = sampled('up', { job: 'prometheus' }, stays(1, 60));
const agent = 'log-agent-a';
const lost = (...parts: readonly string[]): InputSeries =>
  sampled('otelcol_exporter_send_failed_log_records_total', { pod: agent, exporter: 'otlp_http' }, ...parts);
const refused = (reason: string, ...parts: readonly string[]): InputSeries =>
  sampled('loki_discarded_samples_total', { pod: 'loki-0', reason }, ...parts);
const queue = (pod: string, kind: 'logs' | 'traces', ...parts: readonly string[]): InputSeries[] => [
  sampled('otelcol_exporter_queue_size', { pod, data_type: kind }, ...parts),
  sampled('otelcol_exporter_queue_capacity', { pod, data_type: kind }, stays(5_000, 60)),
];
const loki = (...parts: readonly string[]): InputSeries =>
  sampled('loki_boltdb_shipper_compactor_running', { pod: 'loki-0' }, ...parts);
const spans = (what: 'exporter_send_failed' | 'receiver_refused', ...parts: readonly string[]): InputSeries =>
  sampled(`otelcol_${what}_spans_total`, { pod: 'otel-collector-a' }, ...parts);

export const telemetryCases: AlertCases = {
  'PlatformLogsLost/warning': {
    // A failure has no series before: the first one is the whole of it.
    fires: situation(30, watching, lost(gone(28), stays(500, 2))),
    // Lost before Prometheus itself was there; and what is refused for its rate comes again.
    quiet: situation(
      40,
      watching,
      lost(stays(500, 40)),
      refused('too_far_behind', stays(20, 40)),
      refused('rate_limited', gone(10), moves(1_000, 1_000, 30)),
    ),
  },
  'PlatformLogsLate/warning': {
    fires: situation(30, ...queue(agent, 'logs', stays(10, 5), stays(5_000, 25))),
    // Loki moves to another node for ten minutes, and then takes what waits.
    quiet: situation(
      60,
      ...queue(agent, 'logs', stays(10, 5), stays(5_000, 12), moves(5_000, -500, 5), stays(0, 38)),
      ...queue('otel-collector-a', 'traces', stays(5_000, 60)),
    ),
  },
  'PlatformLogsAway/warning': {
    fires: situation(40, ...queue(agent, 'logs', stays(10, 40)), loki(stays(1, 5), gone(35))),
    // One agent of several is gone, and Loki starts again twice.
    quiet: situation(
      60,
      ...queue(agent, 'logs', stays(10, 60)),
      loki(stays(1, 5), gone(15), stays(1, 10), gone(15), stays(1, 15)),
    ),
  },
  'PlatformTracesLost/warning': {
    fires: situation(
      40,
      watching,
      ...queue('otel-collector-a', 'traces', stays(10, 40)),
      spans('exporter_send_failed', gone(10), moves(100, 100, 30)),
    ),
    // Tempo starts again: what waited too long is given up once, and what came meanwhile was refused for a minute.
    quiet: situation(
      60,
      watching,
      ...queue('otel-collector-a', 'traces', stays(10, 60)),
      spans('exporter_send_failed', gone(20), stays(2_000, 40)),
      spans('receiver_refused', stays(0, 19), moves(0, 50, 1), stays(50, 40)),
    ),
  },
};
