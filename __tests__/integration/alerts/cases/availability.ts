import type { AlertCases } from '../alert-case';
import { gone, moves, sampled, situation, stays, type InputSeries } from '../situation';

const active = (...parts: readonly string[]): InputSeries =>
  sampled('kafka_controller_kafkacontroller_activebrokercount', { pod: 'millrace-controllers-100' }, ...parts);
const controller = (pod: number, ...parts: readonly string[]): InputSeries =>
  sampled('kafka_controller_kafkacontroller_activecontrollercount', { pod: `millrace-controllers-${pod}` }, ...parts);
const connected = (service: string, pod: string, ...parts: readonly string[]): InputSeries =>
  sampled('kafka_connected', { service, pod: `${service}-${pod}` }, ...parts);
const requests = (route: string, status: string, byStep: number, minutes: number): InputSeries =>
  sampled(
    'http_requests_total',
    { service: 'producer', pod: 'producer-a', method: 'POST', route, status_code: status },
    moves(0, byStep, minutes),
  );
const inZone = (node: string, zone: string, minutes: number): InputSeries =>
  sampled('kube_node_labels', { node, label_topology_kubernetes_io_zone: zone }, stays(1, minutes));
const ready = (node: string, ...parts: readonly string[]): InputSeries =>
  sampled('kube_node_status_condition', { node, condition: 'Ready', status: 'true' }, ...parts);
const zones = (minutes: number): InputSeries[] => [
  inZone('node-a1', 'us-east-1a', minutes),
  inZone('node-a2', 'us-east-1a', minutes),
  inZone('node-b', 'us-east-1b', minutes),
  inZone('node-c', 'us-east-1c', minutes),
  ready('node-b', stays(1, minutes)),
  ready('node-c', stays(1, minutes)),
];
const refused = (...parts: readonly string[]): InputSeries =>
  sampled('overload_rejections_total', { service: 'producer', pod: 'producer-a', reason: 'overloaded' }, ...parts);

export const availabilityCases: AlertCases = {
  'KafkaDown/critical': {
    fires: situation(10, active(stays(3, 5), stays(0, 5))),
    quiet: situation(10, active(stays(3, 5), stays(0, 1), stays(3, 4))),
  },
  'KafkaNoController/critical': {
    fires: situation(10, controller(100, stays(1, 5), stays(0, 5)), controller(101, stays(0, 10))),
    // An election: nobody for a scrape, then another.
    quiet: situation(10, controller(100, stays(1, 5), stays(0, 5)), controller(101, stays(0, 5.5), stays(1, 4.5))),
  },
  'KafkaOfflinePartitions/critical': {
    fires: situation(5, sampled('kafka_controller_kafkacontroller_offlinepartitionscount', {}, stays(4, 5))),
    quiet: situation(
      5,
      sampled('kafka_controller_kafkacontroller_offlinepartitionscount', {}, stays(4, 1), stays(0, 4)),
    ),
  },
  'KafkaBrokerAway/warning': {
    fires: situation(20, active(stays(2, 20))),
    // Longer than a broker takes to move to another node.
    quiet: situation(20, active(stays(3, 2), stays(2, 12), stays(3, 6))),
  },
  'KafkaBrokerAway/critical': {
    fires: situation(40, active(stays(3, 30), stays(1, 10))),
    // A cluster that is made larger never had those that lack.
    quiet: situation(40, active(stays(1, 30), stays(2, 5), stays(3, 5))),
  },
  'ServiceDown/critical': {
    fires: situation(10, connected('producer', 'a', stays(1, 10)), connected('ping-pong', 'a', stays(1, 10))),
    quiet: situation(
      10,
      connected('producer', 'a', stays(1, 10)),
      connected('ping-pong', 'a', stays(1, 10)),
      connected('consumer', 'old', stays(1, 4), gone(6)),
      connected('consumer', 'new', gone(6), stays(1, 4)),
    ),
  },
  'ServiceCannotReachBrokers/critical': {
    fires: situation(10, connected('consumer', 'a', stays(0, 10)), connected('consumer', 'b', stays(0, 10))),
    quiet: situation(10, connected('consumer', 'a', stays(0, 10)), connected('consumer', 'b', stays(1, 10))),
  },
  'ServiceHttpErrors/critical': {
    fires: situation(20, requests('/events', '503', 6, 20), requests('/events', '200', 60, 20)),
    // What asks how it is, and is told "not ready", is no work that failed.
    quiet: situation(
      20,
      requests('/events', '503', 1, 20),
      requests('/events', '200', 60, 20),
      requests('/health/ready', '503', 60, 20),
    ),
  },
  'ServiceRefusesEvents/critical': {
    fires: situation(15, refused(moves(0, 3, 15))),
    quiet: situation(15, refused(stays(0, 3), moves(0, 3, 2), stays(12, 10))),
  },
  'PlatformZoneLost/critical': {
    fires: situation(10, ...zones(10), ready('node-a1', stays(0, 10)), ready('node-a2', stays(0, 10))),
    quiet: situation(10, ...zones(10), ready('node-a1', stays(0, 10)), ready('node-a2', stays(1, 10))),
  },
  'PlatformNodeNotReady/warning': {
    fires: situation(15, ready('node-a1', stays(0, 15))),
    quiet: situation(15, ready('node-a1', stays(1, 2), stays(0, 6), stays(1, 7))),
  },
};
