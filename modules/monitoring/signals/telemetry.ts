import { metric } from './query';
import type { Signal } from './signal';

const group = 'platform';

/** What became of logs and traces on their way to where they are searched. */
export const telemetrySignals = {
  logStoreUp: {
    name: 'log-store-up',
    title: 'Loki answers',
    meaning: 'Without it no line can be found; the agents keep what is new. Normal: 1.',
    unit: 'count',
    kind: 'state',
    group,
    by: [],
    expressions: [() => metric('loki_boltdb_shipper_compactor_running').count()],
  },
  logLinesSent: {
    name: 'log-lines-sent',
    title: 'Log lines stored',
    meaning: 'Lines that a node’s agent sent and Loki took.',
    unit: 'per second',
    kind: 'rate',
    group,
    by: ['pod'],
    expressions: [(window) => metric('otelcol_exporter_sent_log_records_total').rate(window).sum('pod')],
  },
  logLinesLost: {
    name: 'log-lines-lost',
    title: 'Log lines that could not be sent',
    meaning: 'Lines of batches of which Loki refused some for good, or all: nobody will find those. Normal: none.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [(window) => metric('otelcol_exporter_send_failed_log_records_total').counted(window).sum('pod')],
  },
  logLinesRefused: {
    name: 'log-lines-refused',
    title: 'Log lines that Loki refused',
    meaning: 'By reason, each attempt counted. Limits of rate and of streams only delay: the agents send again.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['reason'],
    expressions: [(window) => metric('loki_discarded_samples_total').counted(window).sum('reason')],
  },
  spansSent: {
    name: 'spans-sent',
    title: 'Spans stored',
    meaning: 'Spans that the collector of traces sent and Tempo took.',
    unit: 'per second',
    kind: 'rate',
    group,
    by: ['pod'],
    expressions: [(window) => metric('otelcol_exporter_sent_spans_total').rate(window).sum('pod')],
  },
  spansLost: {
    name: 'spans-lost',
    title: 'Spans that could not be sent',
    meaning: 'Tempo refused them, or did not answer for five minutes: their traces have gaps. Normal: none.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [(window) => metric('otelcol_exporter_send_failed_spans_total').counted(window).sum('pod')],
  },
  spansRefused: {
    name: 'spans-refused',
    title: 'Spans that the collector did not take',
    meaning: 'Its queue or its memory was full; services do not keep them for long. Normal: none.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['pod'],
    expressions: [(window) => metric('otelcol_receiver_refused_spans_total').counted(window).sum('pod')],
  },
  telemetryQueue: {
    name: 'telemetry-queue-fill',
    title: 'Queues of logs and traces filled',
    meaning:
      'Share of what a collector holds for its store. At 1 an agent reads no further and lines come late; spans are refused.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['pod', 'data_type'],
    expressions: [
      () =>
        metric('otelcol_exporter_queue_size')
          .max('pod', 'data_type')
          .over(metric('otelcol_exporter_queue_capacity').max('pod', 'data_type').above(0)),
    ],
  },
} as const satisfies Readonly<Record<string, Signal>>;
