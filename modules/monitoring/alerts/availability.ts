import { zonesOf } from '../../../model/placement';
import { Duration } from '../../../model/units';
import { signals } from '../signals';
import { metric, type Query } from '../signals/query';
import type { Alert, AlertedEnvironment } from './alert';

const { brokers, quorum, services, platform } = signals;
const [area, zoneLabel] = ['availability', 'label_topology_kubernetes_io_zone'] as const;

/** A service that has not one instance: the count of nothing is no series, so each is asked for by its name. */
function withoutInstances(environment: AlertedEnvironment): Query | undefined {
  const [first, ...others] = environment.services.map(({ name }) =>
    metric('kafka_connected', { service: name }).absent(),
  );
  return first && others.reduce((either, other) => either.or(other), first);
}

/** A zone without a ready node: the Node objects of lost machines go away after minutes, so none of them is asked for. */
function zoneWithoutNodes(zone: string): Query {
  const inZone = metric('kube_node_labels', { [zoneLabel]: zone }).max('node');
  const readyThere = metric('kube_node_status_condition', { condition: 'Ready', status: 'true' })
    .max('node')
    .equals(1)
    .and(inZone, { on: ['node'] });
  // Without kube-state-metrics every zone looks empty.
  const anyZoneKnown = metric('kube_node_labels', { [zoneLabel]: { not: '' } })
    .count()
    .above(0);
  return readyThere.count().absent().and(anyZoneKnown);
}

export const availabilityAlerts = [
  {
    name: 'KafkaDown',
    area,
    component: 'kafka',
    signals: [brokers.brokersUp],
    summary: 'Nothing can be written or read: no broker is part of the cluster',
    description: 'No broker is registered and unfenced, or nobody is left to say so.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'critical',
        when: read(brokers.brokersUp).equals(0).or(read(brokers.brokersUp).absent()),
        after: alerts.availability.brokersAbsence,
      },
    ],
  },
  {
    name: 'KafkaNoController',
    area,
    component: 'kafka',
    signals: [quorum.activeControllers],
    summary: 'The next broker that fails takes its partitions with it: the cluster has no active controller, or two',
    description:
      '{{ $value }} active controllers; there must be exactly 1. No leader is elected, no topic or user changes.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'critical',
        when: read(quorum.activeControllers).differsFrom(1),
        after: alerts.availability.controllerAbsence,
      },
    ],
  },
  {
    name: 'KafkaOfflinePartitions',
    area,
    component: 'kafka',
    signals: [brokers.offlinePartitions],
    summary: 'Some events can be neither written nor read: partitions have no leader',
    description: '{{ $value }} partitions have no leader.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'critical',
        when: read(brokers.offlinePartitions).above(0),
        after: alerts.availability.partitionsOffline,
      },
    ],
  },
  {
    name: 'KafkaBrokerAway',
    area,
    component: 'kafka',
    signals: [brokers.brokersUp],
    summary: 'Users feel nothing yet, and will with the next loss: brokers are missing',
    description: '{{ $value }} brokers fewer than there should be are part of the cluster.',
    triggers: ({ read, environment: { kafka, alerts } }) => [
      {
        severity: 'warning',
        when: read(brokers.brokersUp).times(-1).plus(kafka.brokers.length).above(0),
        after: alerts.availability.brokerAbsence,
      },
      {
        // Against what was there: a cluster that is being made larger lacks its new brokers for minutes.
        severity: 'critical',
        when: read(brokers.brokersUp)
          .maxOver('1d')
          .atMost(kafka.brokers.length)
          .minus(read(brokers.brokersUp))
          .atLeast(2),
        after: alerts.availability.brokersAbsence,
      },
    ],
  },
  {
    name: 'ServiceDown',
    area,
    component: 'services',
    signals: [services.serviceUp],
    summary: '{{ $labels.service }} does nothing: none of its instances answers',
    description: 'Prometheus has no metrics of any instance of {{ $labels.service }}.',
    triggers: ({ environment }) => {
      const when = withoutInstances(environment);
      const after = environment.alerts.availability.serviceAbsence;
      return when === undefined ? [] : [{ severity: 'critical', when, after }];
    },
  },
  {
    name: 'ServiceCannotReachBrokers',
    area,
    component: 'services',
    signals: [services.kafkaConnected],
    summary: '{{ $labels.service }} is cut off from Kafka: what is sent to it is refused, what waits is not read',
    description: 'No instance of {{ $labels.service }} gets answers from a broker.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'critical',
        when: read(services.kafkaConnected).max('service').equals(0),
        after: alerts.availability.serviceAbsence,
      },
    ],
  },
  {
    name: 'ServiceHttpErrors',
    area,
    component: 'services',
    signals: [services.httpErrors],
    summary: 'Callers of {{ $labels.service }} get errors that are ours',
    description: '{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} are answered with 5xx.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'critical',
        when: read(services.httpErrors, '5m').above(alerts.availability.httpErrorShare),
        after: Duration.minutes(5),
      },
    ],
  },
  {
    name: 'ServiceRefusesEvents',
    area,
    component: 'services',
    signals: [services.overload],
    summary: 'Callers of {{ $labels.service }} are told to come back later',
    description:
      '{{ $labels.service }} refuses {{ $value | humanize }} events a second; nothing that it accepted is lost.',
    triggers: ({ read }) => [
      {
        // A short window: an instance that drains refuses for moments, and a longer one would remember it for minutes.
        severity: 'critical',
        when: read(services.overload, '2m').sum('service').above(0),
        after: Duration.minutes(5),
      },
    ],
  },
  {
    name: 'PlatformZoneLost',
    area,
    component: 'platform',
    signals: [platform.nodesReady],
    summary: 'Users feel nothing yet, and will with the next loss: zone {{ $labels.zone }} has no node',
    description: 'No node of the zone {{ $labels.zone }} is ready. Its brokers stay away until the zone is back.',
    triggers: ({ environment }) =>
      zonesOf(environment.platform).map((zone) => ({
        severity: 'critical',
        when: zoneWithoutNodes(zone),
        after: Duration.minutes(5),
        labels: { zone },
      })),
  },
  {
    name: 'PlatformNodeNotReady',
    area,
    component: 'platform',
    signals: [platform.nodesReady],
    summary: 'Users feel nothing yet: node {{ $labels.node }} is away, and with it the brokers and services on it',
    description: 'Kubernetes has not heard of {{ $labels.node }}.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(platform.nodesReady).above(0),
        after: alerts.availability.nodeAbsence,
      },
    ],
  },
] as const satisfies readonly Alert[];
