import type { AlertCases } from '../alert-case';
import { moves, sampled, situation, stays, type InputSeries } from '../situation';

const lag = (...parts: readonly string[]): InputSeries =>
  sampled('consumer_lag_seconds', { service: 'consumer', pod: 'consumer-a', topic: 'posts', partition: '0' }, ...parts);
const paused = (...parts: readonly string[]): InputSeries =>
  sampled('consumer_paused', { service: 'consumer', pod: 'consumer-a' }, ...parts);
const produced = (byStep: number, minutes: number): InputSeries =>
  sampled(
    'events_produced_total',
    { service: 'producer', pod: 'producer-a', topic: 'posts', event_type: 'post' },
    moves(0, byStep, minutes),
  );
const consumed = (service: string, status: string, byStep: number, minutes: number): InputSeries =>
  sampled(
    'events_consumed_total',
    { service, pod: `${service}-a`, topic: 'posts', event_type: 'post', status },
    moves(0, byStep, minutes),
  );

/** A group that is an hour behind, at ten messages a second. */
const behind = (consumergroup: string, minutes: number): InputSeries[] => [
  sampled('kafka_consumergroup_lag', { consumergroup, topic: 'posts', partition: '0' }, stays(36_000, minutes)),
  sampled('kafka_consumergroup_members', { consumergroup }, stays(1, minutes)),
  sampled('kafka_topic_partition_current_offset', { topic: 'posts', partition: '0' }, moves(1e6, 300, minutes)),
];
const position = (consumergroup: string, ...parts: readonly string[]): InputSeries[] => [
  sampled('kafka_consumergroup_lag', { consumergroup, topic: 'posts', partition: '0' }, stays(5, 30)),
  sampled('kafka_consumergroup_current_offset', { consumergroup, topic: 'posts', partition: '0' }, ...parts),
];

/** Three hundred events in each step, of which some take longer than the limit of five seconds. */
const endToEnd = (slow: number, minutes: number): InputSeries[] => {
  const labels = { service: 'consumer', pod: 'consumer-a', topic: 'posts' };
  const name = 'event_end_to_end_duration_seconds';
  return [
    sampled(`${name}_count`, labels, moves(0, 300, minutes)),
    sampled(`${name}_bucket`, { ...labels, le: '2.5' }, moves(0, 100, minutes)),
    sampled(`${name}_bucket`, { ...labels, le: '5' }, moves(0, 300 - slow, minutes)),
    sampled(`${name}_bucket`, { ...labels, le: '+Inf' }, moves(0, 300, minutes)),
  ];
};
/** A thousand events in each step go well, and some do not. */
const delivered = (deadLetters: number, minutes: number): InputSeries[] => [
  consumed('consumer', 'success', 1_000, minutes),
  consumed('consumer', 'dead_letter', deadLetters, minutes),
];

export const latenessCases: AlertCases = {
  'ServiceLate/warning': {
    fires: situation(15, lag(stays(180, 15))),
    quiet: situation(15, lag(stays(60, 5), stays(300, 3), stays(60, 7))),
  },
  'ServiceLate/critical': {
    fires: situation(15, lag(stays(1_200, 15))),
    quiet: situation(15, lag(stays(600, 15))),
  },
  'ServicePaused/warning': {
    fires: situation(40, paused(stays(1, 40))),
    quiet: situation(40, paused(stays(1, 20), stays(0, 20))),
  },
  'ServiceAcceptedNotProcessed/warning': {
    // One service keeps up, the other does not.
    fires: situation(
      60,
      produced(300, 60),
      consumed('consumer', 'success', 240, 60),
      consumed('audit', 'success', 300, 60),
    ),
    // Given up is processed too: another alert's matter.
    quiet: situation(
      60,
      produced(300, 60),
      consumed('consumer', 'success', 290, 60),
      consumed('consumer', 'dead_letter', 9, 60),
    ),
  },
  'KafkaGroupLate/warning': {
    fires: situation(40, ...behind('reports', 40)),
    // Ours say it themselves.
    quiet: situation(40, ...behind('consumer', 40)),
  },
  'KafkaGroupStalled/warning': {
    fires: situation(30, ...position('reports', stays(100, 30))),
    quiet: situation(30, ...position('reports', moves(100, 1, 30))),
  },
  'ServiceLatencyBudgetBurning/critical/1h': {
    fires: situation(15, ...endToEnd(60, 15)),
    // It burns more slowly: the next one's matter.
    quiet: situation(15, ...endToEnd(36, 15)),
  },
  'ServiceLatencyBudgetBurning/critical/6h': {
    fires: situation(40, ...endToEnd(30, 40)),
    quiet: situation(40, ...endToEnd(15, 40)),
  },
  'ServiceLatencyBudgetBurning/warning/3d': {
    fires: situation(90, ...endToEnd(6, 90)),
    quiet: situation(90, ...endToEnd(2, 90)),
  },
  'ServiceDeliveryBudgetBurning/critical/1h': {
    fires: situation(15, ...delivered(30, 15)),
    // Half of them fail, and there are a dozen: no incident.
    quiet: situation(15, consumed('consumer', 'success', 0.2, 15), consumed('consumer', 'dead_letter', 0.2, 15)),
  },
  'ServiceDeliveryBudgetBurning/critical/6h': {
    fires: situation(40, ...delivered(10, 40)),
    quiet: situation(40, ...delivered(4, 40)),
  },
  'ServiceDeliveryBudgetBurning/warning/3d': {
    fires: situation(90, ...delivered(3, 90)),
    quiet: situation(90, ...delivered(0.5, 90)),
  },
};
