import { Duration } from '../../../model/units';
import { signals } from '../signals';
import { secondsOf, type Alert } from './alert';

const { brokers, platform } = signals;
const area = 'security';

export const securityAlerts = [
  {
    name: 'PlatformCertificateEnding',
    area,
    component: 'platform',
    signals: [platform.certificateAge],
    summary: 'Nobody reaches Kafka when the {{ $labels.type }} certificate of {{ $labels.cluster }} ends',
    description: 'It ends in {{ $value | humanizeDuration }}; the operator should have renewed it.',
    triggers: ({ read, environment: { alerts } }) =>
      (['warning', 'critical'] as const).map((severity) => ({
        severity,
        when: read(platform.certificateAge).below(secondsOf(alerts.security.certificateLeft[severity])),
        after: Duration.minutes(10),
      })),
  },
  {
    name: 'KafkaAuthenticationFailing',
    area,
    component: 'kafka',
    signals: [brokers.failedAuthentications],
    summary: 'Somebody cannot sign in to Kafka: a client with old credentials, or one that has no business there',
    description:
      '{{ $value | humanize }} failed authentications in ten minutes on the listener {{ $labels.listener }}.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(brokers.failedAuthentications, '10m').atLeast(alerts.security.failedAuthentications),
      },
    ],
  },
  {
    name: 'PlatformReconciliationFailing',
    area,
    component: 'platform',
    signals: [platform.reconciliationsFailed],
    summary: 'Users feel nothing yet: changes of {{ $labels.kind }} objects, new credentials too, do not take effect',
    description: '{{ $value | humanize }} reconciliations of {{ $labels.kind }} failed in the last quarter of an hour.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(platform.reconciliationsFailed, '15m').above(0),
        after: alerts.security.notReady,
      },
    ],
  },
  {
    name: 'PlatformResourceNotReady',
    area,
    component: 'platform',
    signals: [platform.resourcesNotReady],
    summary: 'Users feel nothing yet: {{ $labels.kind }} {{ $labels.name }} is not as it was declared',
    description: 'The operator has not brought {{ $labels.kind }} {{ $labels.name }} to its declared state.',
    triggers: ({ read, environment: { alerts } }) => [
      { severity: 'warning', when: read(platform.resourcesNotReady), after: alerts.security.notReady },
    ],
  },
] as const satisfies readonly Alert[];
