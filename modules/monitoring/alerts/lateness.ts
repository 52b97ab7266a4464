import { Duration } from '../../../model/units';
import { signals } from '../signals';
import { metric, type Query } from '../signals/query';
import { secondsOf, type Alert, type AlertedEnvironment, type Reading } from './alert';

const { groups, services } = signals;
const area = 'lateness';

/** Groups that are not our services': those say themselves how late they are, and better. */
function lateGroups({ read, environment }: Reading): Query {
  const late = read(groups.groupLagSeconds).above(secondsOf(environment.alerts.lateness.groupLag));
  const own = ownGroups(environment);
  if (own === '') return late;
  return late.unless(metric('kafka_consumergroup_members', { consumergroup: { matches: own } }), {
    on: ['consumergroup'],
  });
}

const ownGroups = ({ services: all }: AlertedEnvironment): string =>
  all.flatMap(({ group }) => (group === undefined ? [] : [group.replaceAll('.', '[.]')])).join('|');

/** Share of what was accepted in an hour that the slowest of a topic's services has not processed. */
function unprocessed({ read, environment: { alerts } }: Reading): Query {
  const accepted = read(services.produced, '1h').sum('topic');
  const processed = metric('events_consumed_total', { status: { not: 'error' } })
    .rate('1h')
    .sum('service', 'topic')
    .min('topic');
  const enough = accepted.times(3_600).atLeast(alerts.objectives.leastEvents);
  return accepted.minus(processed).over(accepted.above(0)).above(alerts.lateness.unprocessedShare).and(enough);
}

export const latenessAlerts = [
  {
    name: 'ServiceLate',
    area,
    component: 'services',
    signals: [services.serviceLagSeconds],
    summary: 'What users sent to {{ $labels.topic }} waits: {{ $labels.service }} is behind',
    description: '{{ $labels.service }} is {{ $value | humanizeDuration }} behind on {{ $labels.topic }}.',
    triggers: ({ read, environment: { alerts } }) =>
      (['warning', 'critical'] as const).map((severity) => ({
        severity,
        when: read(services.serviceLagSeconds).above(secondsOf(alerts.lateness.lag[severity])),
        after: Duration.minutes(5),
      })),
  },
  {
    name: 'ServicePaused',
    area,
    component: 'services',
    signals: [services.paused],
    summary: 'What users sent waits: {{ $labels.service }} was paused and not started again',
    description: '{{ $value }} consumers of {{ $labels.service }} are paused.',
    triggers: ({ read, environment: { alerts } }) => [
      { severity: 'warning', when: read(services.paused).above(0), after: alerts.lateness.paused },
    ],
  },
  {
    name: 'ServiceAcceptedNotProcessed',
    area,
    component: 'services',
    signals: [services.produced, services.consumed],
    summary: 'Events of {{ $labels.topic }} that were accepted are not processed at the pace at which they come',
    description: '{{ $value | humanizePercentage }} of the events accepted in the last hour are not processed.',
    triggers: (reading) => [{ severity: 'warning', when: unprocessed(reading), after: Duration.minutes(15) }],
  },
  {
    name: 'KafkaGroupLate',
    area,
    component: 'kafka',
    signals: [groups.groupLagSeconds],
    summary: 'Readers of {{ $labels.topic }} get old news: the group {{ $labels.consumergroup }} is behind',
    description: '{{ $labels.consumergroup }} is about {{ $value | humanizeDuration }} behind on {{ $labels.topic }}.',
    triggers: (reading) => [{ severity: 'warning', when: lateGroups(reading), after: Duration.minutes(15) }],
  },
  {
    name: 'KafkaGroupStalled',
    area,
    component: 'kafka',
    signals: [groups.stalledPartitions],
    summary: 'Some events of {{ $labels.topic }} are not read at all: {{ $labels.consumergroup }} stands still',
    description:
      '{{ $labels.consumergroup }} lags on {{ $value }} partitions of {{ $labels.topic }} and commits nothing.',
    triggers: ({ read, environment: { alerts } }) => [
      { severity: 'warning', when: read(groups.stalledPartitions).above(0), after: alerts.lateness.stalled },
    ],
  },
] as const satisfies readonly Alert[];
