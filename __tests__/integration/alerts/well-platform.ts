import { PlatformTimeline } from './platform-timeline';

/** Test code: a platform on EKS on which all is well, with everything that an alert reads. */

export const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'] as const;
export const brokerPod = (id: number): string => `millrace-brokers-${id}`;
export const controllerPods = ['millrace-controllers-100', 'millrace-controllers-101', 'millrace-controllers-102'];
export const logAgents = ['log-agent-a', 'log-agent-b', 'log-agent-c'];
export const nodeOf = (id: number): string => `node-${id}`;
/** An event in a step of half a minute. */
const EVENTS = 300;

const broker = (timeline: PlatformTimeline, id: number): void => {
  const pod = { pod: brokerPod(id) };
  const gauges = {
    kafka_server_replicamanager_underminisrpartitioncount: 0,
    kafka_server_replicamanager_underreplicatedpartitions: 0,
    kafka_server_replicamanager_partitionswithlatetransactionscount: 0,
    kafka_log_logmanager_offlinelogdirectorycount: 0,
    kafka_log_logcleaner_deadthreadcount: 0,
    kafka_network_socketserver_networkprocessoravgidlepercent: 0.9,
    kafka_server_raft_metrics_log_end_offset: 10_000,
  };
  for (const [metric, value] of Object.entries(gauges)) timeline.gauge(metric, pod, value);
  timeline.gauge('kafka_server_socket_server_metrics_failed_authentication', { ...pod, listener: 'TLS-9093' }, 0);
  timeline.counter('kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total', pod, 27e9);
  java(timeline, pod.pod);
  timeline.gauge('up', { ...pod, job: 'millrace/kafka' }, 1);
  const claim = { persistentvolumeclaim: `data-0-${pod.pod}`, namespace: 'millrace' };
  timeline.gauge('kubelet_volume_stats_capacity_bytes', claim, 1e12);
  timeline.gauge('kubelet_volume_stats_available_bytes', claim, 6e11);
};

const java = (timeline: PlatformTimeline, pod: string): void => {
  timeline.gauge('jvm_memory_used_bytes', { pod, area: 'heap' }, 50);
  timeline.gauge('jvm_memory_max_bytes', { pod, area: 'heap' }, 100);
  timeline.counter('jvm_gc_collection_seconds_sum', { pod, gc: 'G1 Young Generation' }, 0.3);
};

const controllers = (timeline: PlatformTimeline, brokers: number): void => {
  for (const pod of controllerPods) {
    const active = pod === controllerPods[0] ? 1 : 0;
    timeline.gauge('kafka_controller_kafkacontroller_activecontrollercount', { pod }, active);
    timeline.gauge('kafka_controller_kafkacontroller_activebrokercount', { pod }, brokers * active);
    timeline.gauge('kafka_controller_kafkacontroller_offlinepartitionscount', { pod }, 0);
    timeline.gauge('kafka_controller_kafkacontroller_metadataerrorcount', { pod }, 0);
    timeline.counter('kafka_controller_controllerstats_uncleanleaderelectionspersec_total', { pod }, 0);
    timeline.gauge('kafka_server_raft_metrics_log_end_offset', { pod }, 10_000);
    java(timeline, pod);
    timeline.gauge('up', { pod, job: 'millrace/kafka' }, 1);
  }
};

const instance = (timeline: PlatformTimeline, service: string, pod: string): void => {
  const labels = { service, pod };
  timeline.gauge('kafka_connected', labels, 1);
  timeline.gauge('nodejs_eventloop_lag_p99_seconds', labels, 0.02);
  timeline.gauge('up', { job: 'millrace/services', pod }, 1);
};

/** @param share of the service's events that this instance has */
export function producerInstance(timeline: PlatformTimeline, pod: string, share: number): void {
  instance(timeline, 'producer', pod);
  const labels = { service: 'producer', pod };
  timeline.gauge('producer_queue_bytes', labels, 1);
  timeline.gauge('producer_queue_limit_bytes', labels, 100);
  const request = { ...labels, method: 'POST', route: '/events' };
  timeline.counter('http_requests_total', { ...request, status_code: '200' }, EVENTS * share);
  timeline.counter('http_requests_total', { ...request, status_code: '503' }, 0);
  timeline.counter('events_produced_total', { ...labels, topic: 'posts', event_type: 'post' }, EVENTS * share);
  timeline.counter('overload_rejections_total', { ...labels, reason: 'draining' }, 0);
}

export function consumerInstance(timeline: PlatformTimeline, pod: string, share: number): void {
  instance(timeline, 'consumer', pod);
  const labels = { service: 'consumer', pod, topic: 'posts' };
  timeline.gauge('consumer_lag_seconds', { ...labels, partition: '0' }, 1);
  timeline.gauge('consumer_paused', { service: 'consumer', pod }, 0);
  const consumed = { ...labels, event_type: 'post' };
  timeline.counter('events_consumed_total', { ...consumed, status: 'success' }, EVENTS * share);
  timeline.counter('events_consumed_total', { ...consumed, status: 'dead_letter' }, 0);
  timeline.counter('dead_letters_total', { ...labels, reason: 'undecodable' }, 0);
  timeline.counter('event_end_to_end_duration_seconds_count', labels, EVENTS * share);
  timeline.counter('event_end_to_end_duration_seconds_bucket', { ...labels, le: '5' }, EVENTS * share);
}

const group = (timeline: PlatformTimeline): void => {
  const labels = { consumergroup: 'reports', topic: 'posts', partition: '0' };
  timeline.gauge('kafka_consumergroup_lag', labels, 20);
  timeline.gauge('kafka_consumergroup_members', { consumergroup: 'reports' }, 2);
  timeline.counter('kafka_consumergroup_current_offset', labels, EVENTS);
  timeline.counter('kafka_topic_partition_current_offset', { topic: 'posts', partition: '0' }, EVENTS);
};

export function node(timeline: PlatformTimeline, name: string, zone: string): void {
  timeline.gauge('kube_node_labels', { node: name, label_topology_kubernetes_io_zone: zone }, 1);
  timeline.gauge('kube_node_status_condition', { node: name, condition: 'Ready', status: 'true' }, 1);
  const disk = { node: name, device: 'nvme0n1', fstype: 'xfs', mountpoint: '/' };
  timeline.gauge('node_filesystem_avail_bytes', disk, 60);
  timeline.gauge('node_filesystem_size_bytes', disk, 100);
  timeline.gauge('node_memory_MemAvailable_bytes', { node: name }, 50);
  timeline.gauge('node_memory_MemTotal_bytes', { node: name }, 100);
  timeline.counter('node_cpu_seconds_total', { node: name, cpu: '0', mode: 'idle' }, 20);
}

const watching = (timeline: PlatformTimeline): void => {
  timeline.gauge('up', { job: 'strimzi/cluster-operator', pod: 'strimzi-cluster-operator' }, 1);
  const certificate = { cluster: 'millrace', type: 'cluster-ca', pod: 'strimzi-cluster-operator' };
  timeline.gauge('strimzi_certificate_expiration_timestamp_ms', certificate, 300 * 86_400_000);
  timeline.counter('strimzi_reconciliations_failed_total', { kind: 'Kafka', pod: 'strimzi-cluster-operator' }, 0);
  timeline.gauge('strimzi_resource_state', { kind: 'Kafka', name: 'millrace', pod: 'strimzi-cluster-operator' }, 1);
  timeline.counter('prometheus_rule_evaluation_failures_total', { rule_group: 'alerts-safety' }, 0);
  timeline.counter('alertmanager_notifications_failed_total', { integration: 'pagerduty' }, 0);
};

/** Agents of the nodes, the store of lines, and the collector of spans. */
const telemetry = (timeline: PlatformTimeline): void => {
  for (const pod of logAgents) {
    const labels = { pod, exporter: 'otlp_http' };
    timeline.gauge('otelcol_exporter_queue_size', { ...labels, data_type: 'logs' }, 20);
    timeline.gauge('otelcol_exporter_queue_capacity', { ...labels, data_type: 'logs' }, 5_000);
    timeline.counter('otelcol_exporter_send_failed_log_records_total', labels, 0);
  }
  const collector = { pod: 'otel-collector', exporter: 'otlp_http' };
  timeline.gauge('otelcol_exporter_queue_size', { ...collector, data_type: 'traces' }, 20);
  timeline.gauge('otelcol_exporter_queue_capacity', { ...collector, data_type: 'traces' }, 20_000);
  timeline.counter('otelcol_exporter_send_failed_spans_total', collector, 0);
  timeline.counter('otelcol_receiver_refused_spans_total', { pod: 'otel-collector', receiver: 'otlp' }, 0);
  timeline.gauge('loki_boltdb_shipper_compactor_running', { pod: 'loki-0' }, 1);
  timeline.counter('loki_discarded_samples_total', { pod: 'loki-0', reason: 'rate_limited' }, 0);
  for (const pod of [...logAgents, 'otel-collector', 'loki-0'])
    timeline.gauge('up', { job: 'monitoring/logs', pod }, 1);
};

/** Brokers from 1 up, one on a node, in the three zones in turn. */
export function wellPlatform(minutes: number, brokers: number): PlatformTimeline {
  const timeline = new PlatformTimeline(minutes);
  for (let id = 1; id <= brokers; id += 1) {
    broker(timeline, id);
    node(timeline, nodeOf(id), zones[(id - 1) % zones.length] ?? zones[0]);
  }
  controllers(timeline, brokers);
  for (const name of ['a', 'b', 'c']) producerInstance(timeline, `producer-${name}`, 1 / 3);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) consumerInstance(timeline, `consumer-${name}`, 1 / 6);
  for (const name of ['a', 'b', 'c']) instance(timeline, 'ping-pong', `ping-pong-${name}`);
  group(timeline);
  watching(timeline);
  telemetry(timeline);
  return timeline;
}
