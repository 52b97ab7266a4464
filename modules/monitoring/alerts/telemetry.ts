import { isLaptop } from '../../../model/placement';
import { Duration } from '../../../model/units';
import { signals } from '../signals';
import { metric, type Query } from '../signals/query';
import type { Alert, AlertedEnvironment } from './alert';

const { platform } = signals;
const [area, component] = ['itself', 'platform'] as const;

/** Longer than a store takes to move to another node with its volume, or to read its write-ahead log. */
const moved = Duration.minutes(15);

/** Share of a queue from which on it makes the reading wait. */
const FULL = 0.9;

/** Loki says so, and the agents come again with the same lines. */
const takenLater = 'rate_limited|per_stream_rate_limit|stream_limit';

type Kept = 'logs' | 'traces';

/** What is not there cannot be away. */
const keeps = ({ platform: where }: AlertedEnvironment, kept: Kept): boolean =>
  !isLaptop(where) && where[kept] !== 'none';

const noCollectorOf = (kept: Kept): Query =>
  metric('otelcol_exporter_queue_capacity', { data_type: kept }).count().absent();

const ofLogs = { data_type: 'logs' } as const;

/** Those of the agents alone: spans that a full queue does not take are refused, and counted so. */
const fullQueues = (): Query =>
  metric('otelcol_exporter_queue_size', ofLogs)
    .max('pod')
    .over(metric('otelcol_exporter_queue_capacity', ofLogs).max('pod'))
    .above(FULL);

/** Logs and traces on their way: what is lost of them is missed when it is needed, and wakes nobody. */
export const telemetryAlerts = [
  {
    name: 'PlatformLogsLost',
    area,
    component,
    signals: [platform.logLinesLost, platform.logLinesRefused],
    summary: 'Users feel nothing; who looks for a cause later does not find it: log lines are lost',
    description: 'Of {{ $value | humanize }} lines of the last quarter of an hour some were refused for good, or all.',
    triggers: ({ read }) => [
      {
        severity: 'warning',
        when: read(platform.logLinesLost, '15m')
          .sum()
          .above(0)
          .or(
            metric('loki_discarded_samples_total', { reason: { matchesNot: takenLater } })
              .counted('15m')
              .sum()
              .above(0),
          ),
      },
    ],
  },
  {
    name: 'PlatformLogsLate',
    area,
    component,
    signals: [platform.telemetryQueue],
    summary:
      'Users feel nothing; who searches the logs sees an older state: {{ $labels.pod }} cannot hand its lines on',
    description: 'The queue of {{ $labels.pod }} is {{ $value | humanizePercentage }} full, and it reads no further.',
    triggers: ({ environment }) =>
      keeps(environment, 'logs') ? [{ severity: 'warning', when: fullQueues(), after: moved }] : [],
  },
  {
    name: 'PlatformLogsAway',
    area,
    component,
    signals: [platform.logStoreUp, platform.telemetryQueue],
    summary: 'Users feel nothing; nobody can search the logs, or nothing new comes to them',
    description: 'Loki does not answer, or not one agent that would bring it lines.',
    triggers: ({ read, environment }) =>
      keeps(environment, 'logs')
        ? [
            {
              severity: 'warning',
              when: read(platform.logStoreUp).absent().or(noCollectorOf('logs')),
              after: moved,
            },
          ]
        : [],
  },
  {
    name: 'PlatformTracesLost',
    area,
    component,
    signals: [platform.spansLost, platform.spansRefused, platform.telemetryQueue],
    summary: 'Users feel nothing; who looks for the way of a request does not find it: traces do not arrive',
    description: 'For a quarter of an hour spans are refused or given up, or nobody is there to take them.',
    triggers: ({ read, environment }) =>
      keeps(environment, 'traces')
        ? [
            {
              severity: 'warning',
              when: read(platform.spansLost, '10m')
                .sum()
                .above(0)
                .or(read(platform.spansRefused, '10m').sum().above(0))
                .or(noCollectorOf('traces')),
              after: moved,
            },
          ]
        : [],
  },
] as const satisfies readonly Alert[];
