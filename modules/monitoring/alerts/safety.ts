import { Duration } from '../../../model/units';
import { signals } from '../signals';
import { metric } from '../signals/query';
import type { Alert } from './alert';

const { brokers, quorum, services } = signals;
const [area, component] = ['safety', 'kafka'] as const;

export const safetyAlerts = [
  {
    name: 'KafkaUnderMinIsr',
    area,
    component,
    signals: [brokers.underMinIsr],
    summary: 'Writes are refused: too few copies of some partitions are in sync',
    description: '{{ $value }} partitions are below min.insync.replicas. What was acknowledged is safe.',
    triggers: ({ read, environment: { alerts } }) => [
      { severity: 'critical', when: read(brokers.underMinIsr).above(0), after: alerts.safety.underMinIsr },
    ],
  },
  {
    name: 'KafkaUnderReplicated',
    area,
    component,
    signals: [brokers.underReplicated],
    summary: 'Users feel nothing yet, and will with the next loss: copies are missing for longer than a roll takes',
    description: '{{ $value }} partitions have fewer copies in sync than they should have.',
    triggers: ({ read, environment: { alerts } }) => [
      { severity: 'warning', when: read(brokers.underReplicated).above(0), after: alerts.safety.underReplicated },
    ],
  },
  {
    name: 'KafkaUncleanElection',
    area,
    component,
    signals: [brokers.uncleanElections],
    summary: 'Acknowledged events may be lost: a replica that lacked some became leader',
    description: '{{ $value | humanize }} unclean leader elections in the last quarter of an hour.',
    triggers: ({ read }) => [{ severity: 'critical', when: read(brokers.uncleanElections, '15m').above(0) }],
  },
  {
    name: 'KafkaLogDirectoryFailed',
    area,
    component,
    signals: [brokers.offlineLogDirs],
    summary: 'Users feel nothing yet: the disk of {{ $labels.pod }} failed, and its copies are gone or behind',
    description: '{{ $labels.pod }} gave up {{ $value }} log directories.',
    triggers: ({ read }) => [
      { severity: 'critical', when: read(brokers.offlineLogDirs).above(0), after: Duration.minutes(1) },
    ],
  },
  {
    name: 'KafkaLateTransactions',
    area,
    component,
    signals: [brokers.lateTransactions],
    summary: 'Readers of committed events wait: a transaction was neither committed nor aborted',
    description: '{{ $value }} partitions have a transaction that is open for too long.',
    triggers: ({ read, environment: { alerts } }) => [
      { severity: 'warning', when: read(brokers.lateTransactions).above(0), after: alerts.safety.lateTransactions },
    ],
  },
  {
    name: 'KafkaLogCleanerDead',
    area,
    component,
    signals: [brokers.deadCleaner],
    summary: 'Users feel nothing for days, then the disk of {{ $labels.pod }} is full: compaction has stopped there',
    description: '{{ $value }} log cleaner threads of {{ $labels.pod }} have died.',
    triggers: ({ read }) => [
      { severity: 'warning', when: read(brokers.deadCleaner).above(0), after: Duration.minutes(5) },
    ],
  },
  {
    name: 'KafkaMetadataErrors',
    area,
    component,
    signals: [quorum.metadataErrors],
    summary: 'Topics, users and leaders may differ from what was decided: {{ $labels.pod }} cannot apply metadata',
    description: '{{ $labels.pod }} met {{ $value }} errors in the metadata log.',
    triggers: ({ read }) => [
      { severity: 'critical', when: read(quorum.metadataErrors).above(0), after: Duration.minutes(1) },
    ],
  },
  {
    name: 'KafkaQuorumMemberBehind',
    area,
    component,
    signals: [quorum.quorumLag],
    summary: 'Users feel nothing yet: {{ $labels.pod }} acts on old news, and cannot stand in for another controller',
    description: '{{ $labels.pod }} lacks {{ $value | humanize }} metadata records.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(quorum.quorumLag).above(alerts.safety.quorumLag),
        after: Duration.minutes(5),
      },
    ],
  },
  {
    name: 'ServiceDeadLetters',
    area,
    component: 'services',
    signals: [services.deadLetters],
    summary: 'An event that was accepted came to nothing: {{ $labels.service }} gave it up',
    description:
      '{{ $labels.service }} gave up {{ $value | humanize }} records of {{ $labels.topic }} in a quarter of an hour.',
    triggers: () => [
      { severity: 'warning', when: metric('dead_letters_total').increase('15m').sum('service', 'topic').above(0) },
    ],
  },
] as const satisfies readonly Alert[];
