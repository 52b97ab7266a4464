import { byTrace } from './log-queries';

/**
 * Logs and traces as data sources of Grafana, in the form of its provisioning, for the clusters and for compose: each leads to
 * the other by the trace id. `$$` stands for `$` there, which alone would begin a variable of Grafana's environment.
 */

/** Grafana's names of the stores: dashboards and links ask for them by these. */
export const lokiUid = 'loki';
export const tempoUid = 'tempo';

/** From a line to its trace: the id is no part of the text, but beside it. */
const traceOfLine = {
  name: 'Trace',
  matcherType: 'label',
  matcherRegex: 'trace_id',
  url: '$${__value.raw}',
  urlDisplayLabel: 'Show the trace',
  datasourceUid: tempoUid,
} as const;

const linesOfTrace = {
  datasourceUid: lokiUid,
  // A record may be consumed long after the request that it came with.
  spanStartTimeShift: '-5m',
  spanEndTimeShift: '1h',
  customQuery: true,
  query: byTrace('$${__trace.traceId}'),
} as const;

/** Of those that there are, as Grafana reaches them. */
export interface TelemetryAddresses {
  /** Of Loki's API. */
  readonly loki?: string;
  /** Of Tempo's. */
  readonly tempo?: string;
}

/** To be put behind Prometheus in `datasources.yaml`. */
export function telemetrySources({ loki, tempo }: TelemetryAddresses): object[] {
  const logs = {
    name: 'Loki',
    type: 'loki',
    uid: lokiUid,
    access: 'proxy',
    url: loki,
    jsonData: { maxLines: 1000, derivedFields: tempo === undefined ? [] : [traceOfLine] },
  };
  const traces = {
    name: 'Tempo',
    type: 'tempo',
    uid: tempoUid,
    access: 'proxy',
    url: tempo,
    jsonData: { nodeGraph: { enabled: true }, ...(loki === undefined ? {} : { tracesToLogsV2: linesOfTrace }) },
  };
  return [...(loki === undefined ? [] : [logs]), ...(tempo === undefined ? [] : [traces])];
}

/**
 * For the `jsonData` of the Prometheus data source: from a point on a latency to the trace behind it. The label is the one
 * that the services put on their exemplars.
 */
export const exemplarsToTraces = {
  exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: tempoUid }],
} as const;
