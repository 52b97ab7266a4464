import { counter, gauge, type ExporterFacts } from './exporter';

/** prometheus-node-exporter of kube-prometheus-stack. */
export const nodeExporter = {
  title: 'Nodes',
  metrics: {
    node_cpu_seconds_total: counter('cpu', 'mode'),
    node_disk_io_time_seconds_total: counter('device'),
    node_filesystem_avail_bytes: gauge('device', 'fstype', 'mountpoint'),
    node_filesystem_size_bytes: gauge('device', 'fstype', 'mountpoint'),
    node_memory_MemAvailable_bytes: gauge(),
    node_memory_MemTotal_bytes: gauge(),
    node_network_receive_bytes_total: counter('device'),
    node_network_transmit_bytes_total: counter('device'),
  },
} as const satisfies ExporterFacts;

/** The kubelet's own and cAdvisor's. */
export const kubelet = {
  title: 'Kubelets',
  metrics: {
    container_cpu_cfs_periods_total: counter('container'),
    container_cpu_cfs_throttled_periods_total: counter('container'),
    kubelet_volume_stats_available_bytes: gauge('persistentvolumeclaim'),
    kubelet_volume_stats_capacity_bytes: gauge('persistentvolumeclaim'),
  },
} as const satisfies ExporterFacts;

/** kube-state-metrics; labels of the object it speaks of win over the target's (`honor_labels`). */
export const kubeState = {
  title: 'Kubernetes objects',
  metrics: {
    kube_node_status_condition: gauge('condition', 'status'),
    kube_node_labels: gauge('label_topology_kubernetes_io_zone'),
    kube_persistentvolumeclaim_status_phase: gauge('persistentvolumeclaim', 'phase'),
    kube_pod_container_status_restarts_total: counter('container', 'uid'),
    kube_pod_container_status_waiting_reason: gauge('container', 'reason', 'uid'),
    kube_pod_status_phase: gauge('phase', 'uid'),
    kube_pod_status_ready: gauge('condition', 'uid'),
  },
} as const satisfies ExporterFacts;

/** Strimzi's cluster operator (`MetricsHolder`, `KafkaAssemblyOperatorMetricsHolder` of 1.x; only read, not scraped here). */
export const operator = {
  title: 'Strimzi operators',
  metrics: {
    strimzi_certificate_expiration_timestamp_ms: gauge('cluster', 'type', 'resource_namespace'),
    strimzi_reconciliations_failed_total: counter('kind'),
    strimzi_reconciliations_total: counter('kind'),
    strimzi_resource_state: gauge('kind', 'name', 'reason', 'resource_namespace'),
  },
} as const satisfies ExporterFacts;

/** Prometheus' own view of what it scrapes, and of itself. */
export const prometheus = {
  title: 'Prometheus',
  metrics: {
    up: gauge(),
    alertmanager_notifications_failed_total: counter('integration'),
    prometheus_rule_evaluation_failures_total: counter('rule_group'),
  },
} as const satisfies ExporterFacts;
