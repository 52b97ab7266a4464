import { Duration } from '../../../model/units';
import { signals } from '../signals';
import { metric } from '../signals/query';
import type { Alert } from './alert';

const { platform } = signals;
const [area, component] = ['itself', 'platform'] as const;

/** The watch that is kept on the watch. */
export const itselfAlerts = [
  {
    name: 'PlatformTargetsDown',
    area,
    component,
    signals: [platform.targetsDown],
    summary: 'What users feel is not known: nothing is heard of a part of {{ $labels.job }}',
    description: '{{ $value }} targets of {{ $labels.job }} cannot be scraped: their alerts cannot fire.',
    triggers: ({ read }) => [
      { severity: 'warning', when: read(platform.targetsDown).above(0), after: Duration.minutes(15) },
    ],
  },
  {
    name: 'PlatformRulesFailing',
    area,
    component,
    signals: [platform.ruleFailures],
    summary: 'Users may feel what nobody is told: some alerts cannot fire',
    description: '{{ $value | humanize }} evaluations of rules failed in ten minutes.',
    triggers: ({ read }) => [
      { severity: 'warning', when: read(platform.ruleFailures, '10m').above(0), after: Duration.minutes(5) },
    ],
  },
  {
    name: 'PlatformNotificationsFailing',
    area,
    component,
    signals: [platform.notificationFailures],
    summary: 'Users may feel what nobody is told: notifications by {{ $labels.integration }} do not arrive',
    description: '{{ $value | humanize }} notifications by {{ $labels.integration }} failed in a quarter of an hour.',
    onlyOnClusters: true,
    triggers: ({ read }) => [
      { severity: 'critical', when: read(platform.notificationFailures, '15m').above(0), after: Duration.minutes(5) },
    ],
  },
  {
    name: 'PlatformWatchdog',
    area,
    component,
    signals: [platform.targetsDown],
    summary: 'Users feel nothing: this alert always fires, and its silence is the alarm',
    description: 'Prometheus scrapes {{ $value }} targets, evaluates rules and reaches Alertmanager.',
    triggers: () => [{ severity: 'none', when: metric('up').count().above(0) }],
  },
] as const satisfies readonly Alert[];
