import type { PlatformTimeline } from './platform-timeline';
import {
  brokerPod,
  consumerInstance,
  controllerPods,
  logAgents,
  node,
  nodeOf,
  producerInstance,
  wellPlatform,
  zones,
} from './well-platform';

/** Test code: what happens to a platform on a good day, and some of what happens on a bad one. */

const ACTIVE_BROKERS = 'kafka_controller_kafkacontroller_activebrokercount';
const ACTIVE_CONTROLLER = 'kafka_controller_kafkacontroller_activecontrollercount';
const UNDER_REPLICATED = 'kafka_server_replicamanager_underreplicatedpartitions';
const UNDER_MIN_ISR = 'kafka_server_replicamanager_underminisrpartitioncount';
const LEADER = controllerPods[0] ?? '';

/** A broker is away and comes back; the others have its copies to wait for, and services its leaders to find. */
function restart(timeline: PlatformTimeline, ids: readonly number[], id: number, from: number, minutes: number): void {
  const away = { from, minutes };
  timeline.down(brokerPod(id), away);
  timeline.set(ACTIVE_BROKERS, ids.length - 1, away, { pod: LEADER });
  for (const other of ids.filter((one) => one !== id)) {
    timeline.set(UNDER_REPLICATED, 40, { from, minutes: minutes + 2 }, { pod: brokerPod(other) });
  }
  for (const pod of ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `consumer-${name}`)) {
    timeline.set('consumer_lag_seconds', 20, { from, minutes: 1 }, { pod });
    // Three events in a hundred wait for the election.
    timeline.pace('event_end_to_end_duration_seconds_bucket', 48.5, { from, minutes: 1 }, { pod });
  }
}

/** The active controller last, as the operator does; another takes over within a scrape. */
function rollControllers(timeline: PlatformTimeline, from: number): void {
  const [first = '', second = '', third = ''] = controllerPods;
  timeline.down(third, { from, minutes: 1 });
  timeline.down(second, { from: from + 3, minutes: 1 });
  timeline.down(first, { from: from + 6, minutes: 1 });
  const after = { from: from + 6.5, minutes: timeline.minutes };
  timeline.set(ACTIVE_CONTROLLER, 0, { from: from + 7, minutes: timeline.minutes }, { pod: first });
  timeline.set(ACTIVE_BROKERS, 0, { from: from + 7, minutes: timeline.minutes }, { pod: first });
  timeline.set(ACTIVE_CONTROLLER, 1, after, { pod: second });
  timeline.set(ACTIVE_BROKERS, 3, after, { pod: second });
}

/** New pods take the place of the old ones, one after the other. */
function rollOut(timeline: PlatformTimeline, names: readonly string[], add: (pod: string) => void, from: number): void {
  names.forEach((name, index) => {
    const [begin, successor] = [from + index * 2, `${name}-new`];
    add(successor);
    timeline.from(begin, { pod: successor });
    timeline.set('kafka_connected', 0, { from: begin, minutes: 0.5 }, { pod: successor });
    timeline.until(begin + 1, { pod: name });
  });
}

/** Each broker in turn, two and a half minutes each. */
export function rollingRestart(): PlatformTimeline {
  const timeline = wellPlatform(60, 3);
  [1, 2, 3].forEach((id, index) => restart(timeline, [1, 2, 3], id, 10 + index * 8, 2.5));
  return timeline;
}

/** Three brokers become six, the consumers twice as many; the model says so from the beginning. */
export function scaleUp(): PlatformTimeline {
  const timeline = wellPlatform(90, 6);
  [4, 5, 6].forEach((id, index) => {
    const begin = 8 + index * 2;
    timeline.from(begin, { pod: brokerPod(id) });
    timeline.from(begin - 2, { node: nodeOf(id) });
    timeline.from(begin, { persistentvolumeclaim: `data-0-${brokerPod(id)}` });
  });
  timeline.set(ACTIVE_BROKERS, 3, { from: 0, minutes: 8 }, { pod: LEADER });
  timeline.set(ACTIVE_BROKERS, 4, { from: 8, minutes: 2 }, { pod: LEADER });
  timeline.set(ACTIVE_BROKERS, 5, { from: 10, minutes: 2 }, { pod: LEADER });
  // Copies are moved to the new ones for half an hour: an empty volume fills at 100 MB/s.
  [4, 5, 6].forEach((id) => {
    const claim = { persistentvolumeclaim: `data-0-${brokerPod(id)}` };
    timeline.set('kubelet_volume_stats_available_bytes', 1e12, { from: 8 + (id - 4) * 2, minutes: 90 }, claim);
    timeline.pace('kubelet_volume_stats_available_bytes', -3e9, { from: 20, minutes: 40 }, claim);
  });
  for (const name of ['g', 'h', 'i', 'j', 'k', 'l']) {
    consumerInstance(timeline, `consumer-${name}`, 1 / 12);
    timeline.from(20, { pod: `consumer-${name}` });
    timeline.set('kafka_connected', 0, { from: 20, minutes: 0.5 }, { pod: `consumer-${name}` });
    timeline.set('consumer_lag_seconds', 40, { from: 20, minutes: 2 }, { pod: `consumer-${name}` });
  }
  return timeline;
}

/** Operator, controllers, brokers, nodes and services are renewed; a node takes five minutes, and its broker waits. */
export function plannedUpgrade(): PlatformTimeline {
  const timeline = wellPlatform(150, 3);
  timeline.down('strimzi-cluster-operator', { from: 5, minutes: 2 });
  timeline.set('strimzi_resource_state', 0, { from: 8, minutes: 10 });
  timeline.pace('strimzi_reconciliations_failed_total', 0.2, { from: 8, minutes: 10 });
  [1, 2, 3].forEach((id, index) => {
    const begin = 10 + index * 14;
    restart(timeline, [1, 2, 3], id, begin, 6);
    timeline.set('kube_node_status_condition', 0, { from: begin + 1, minutes: 1 }, { node: nodeOf(id) });
    timeline.until(begin + 2, { node: nodeOf(id) });
    node(timeline, `${nodeOf(id)}-new`, zones[index] ?? zones[0]);
    timeline.from(begin + 4, { node: `${nodeOf(id)}-new` });
  });
  rollControllers(timeline, 60);
  const three = ['a', 'b', 'c'];
  rollOut(
    timeline,
    three.map((name) => `producer-${name}`),
    (pod) => producerInstance(timeline, pod, 1 / 3),
    80,
  );
  const six = [...three, 'd', 'e', 'f'];
  rollOut(
    timeline,
    six.map((name) => `consumer-${name}`),
    (pod) => consumerInstance(timeline, pod, 1 / 6),
    95,
  );
  return timeline;
}

/** Loki, the agents and the collector of traces, as a new version of each comes; then the agents catch up. */
export function telemetryRestart(): PlatformTimeline {
  const timeline = wellPlatform(90, 3);
  timeline.down('loki-0', { from: 10, minutes: 8 });
  timeline.set('otelcol_exporter_queue_size', 5_000, { from: 12, minutes: 10 }, { data_type: 'logs' });
  timeline.pace('loki_discarded_samples_total', 2_000, { from: 18, minutes: 4 });
  logAgents.forEach((pod, index) => timeline.down(pod, { from: 40 + index * 2, minutes: 1 }));
  timeline.down('otel-collector', { from: 60, minutes: 2 });
  // More comes than a queue takes that Tempo does not empty yet.
  timeline.pace('otelcol_receiver_refused_spans_total', 40, { from: 63, minutes: 2 });
  return timeline;
}

/** Two brokers at once: what no good day has. */
export function twoBrokersLost(): PlatformTimeline {
  const timeline = wellPlatform(60, 3);
  for (const id of [1, 2]) timeline.down(brokerPod(id), { from: 30, minutes: 30 });
  timeline.set(ACTIVE_BROKERS, 1, { from: 30, minutes: 30 }, { pod: LEADER });
  timeline.set(UNDER_MIN_ISR, 40, { from: 30, minutes: 30 }, { pod: brokerPod(3) });
  return timeline;
}
