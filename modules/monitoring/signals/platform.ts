import { metric, now, type Window } from './query';
import type { Signal } from './signal';

const group = 'platform';
/** Claims of brokers and controllers, as Strimzi names them. */
const kafkaClaims = { persistentvolumeclaim: { matches: 'data-.*' } } as const;
/** Disks of a node itself, none of a container's or a kernel's own. */
const realDisk = { fstype: { matchesNot: 'tmpfs|overlay|squashfs|ramfs' }, mountpoint: '/' } as const;
const realNetwork = { device: { matchesNot: 'lo|veth.*|cali.*|eni.*|cni.*|docker.*|br-.*' } } as const;

const volumeFree = () =>
  metric('kubelet_volume_stats_available_bytes', kafkaClaims)
    .max('persistentvolumeclaim')
    .over(metric('kubelet_volume_stats_capacity_bytes', kafkaClaims).max('persistentvolumeclaim'));

/** Seconds until nothing is left at the pace of the last hours; no series where nothing shrinks. */
const timeToFull = () =>
  metric('kubelet_volume_stats_available_bytes', kafkaClaims)
    .max('persistentvolumeclaim')
    .over(
      metric('kubelet_volume_stats_available_bytes', kafkaClaims)
        .slope('6h')
        .times(-1)
        .max('persistentvolumeclaim')
        .above(0),
    );

export const platformSignals = {
  targetsDown: {
    name: 'targets-down',
    title: 'What is not scraped',
    meaning: 'Pods or exporters Prometheus gets nothing from: what they would say is not known. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['job'],
    expressions: [() => metric('up').equals(0).count('job').or(metric('up').count('job').times(0))],
  },
  nodeCpu: {
    name: 'node-cpu',
    title: 'Processors busy',
    meaning: 'Share of a node’s processor time.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['node'],
    expressions: [
      (window) => metric('node_cpu_seconds_total', { mode: 'idle' }).rate(window).avg('node').minus(1).times(-1),
    ],
  },
  nodeMemory: {
    name: 'node-memory-available',
    title: 'Memory available',
    meaning: 'Share of a node’s memory that can be had, the page cache counted as free.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['node'],
    expressions: [
      () => metric('node_memory_MemAvailable_bytes').max('node').over(metric('node_memory_MemTotal_bytes').max('node')),
    ],
  },
  nodeDiskFree: {
    name: 'node-disk-free',
    title: 'Root disk free',
    meaning: 'Share of a node’s own disk; images and logs live there, Kafka’s data does not.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['node'],
    expressions: [
      () =>
        metric('node_filesystem_avail_bytes', realDisk)
          .min('node')
          .over(metric('node_filesystem_size_bytes', realDisk).min('node')),
    ],
  },
  nodeDiskBusy: {
    name: 'node-disk-busy',
    title: 'Disks busy',
    meaning: 'Share of time with I/O under way, the busiest disk of a node.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['node'],
    expressions: [(window) => metric('node_disk_io_time_seconds_total').rate(window).max('node')],
  },
  nodeNetwork: {
    name: 'node-network',
    title: 'Network, both ways',
    meaning: 'Bytes a node receives and sends.',
    unit: 'bytes per second',
    kind: 'rate',
    group,
    by: ['node'],
    expressions: [
      (window) =>
        metric('node_network_receive_bytes_total', realNetwork)
          .rate(window)
          .sum('node')
          .plus(metric('node_network_transmit_bytes_total', realNetwork).rate(window).sum('node')),
    ],
  },
  volumeFree: {
    name: 'volume-free',
    title: 'Kafka volumes free',
    meaning: 'Share of a broker’s volume that is left. At 0 the broker stops.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['persistentvolumeclaim'],
    expressions: [volumeFree],
  },
  timeToFull: {
    name: 'volume-time-to-full',
    title: 'Time until a volume is full',
    meaning: 'At the pace of the last six hours; no line for a volume that does not grow.',
    unit: 'seconds',
    kind: 'forecast',
    group,
    by: ['persistentvolumeclaim'],
    expressions: [timeToFull],
  },
  claimsPending: {
    name: 'claims-pending',
    title: 'Volume claims without a volume',
    meaning: 'A pod waits for a disk it does not get. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['namespace'],
    expressions: [() => metric('kube_persistentvolumeclaim_status_phase', { phase: 'Pending' }).sum('namespace')],
  },
  nodesReady: {
    name: 'nodes-not-ready',
    title: 'Nodes that are not ready',
    meaning: 'By node; Kubernetes moves its pods, those with a volume wait for a node of the same zone.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['node'],
    expressions: [
      () => metric('kube_node_status_condition', { condition: 'Ready', status: 'true' }).equals(0).count('node'),
    ],
  },
  podsNotReady: {
    name: 'pods-not-ready',
    title: 'Pods that are not ready',
    meaning: 'Of the platform’s namespaces. Some for moments while things roll.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['namespace', 'pod'],
    expressions: [
      () =>
        metric('kube_pod_status_ready', { condition: 'false' })
          .max('namespace', 'pod')
          .unless(metric('kube_pod_status_phase', { phase: 'Succeeded' }).max('namespace', 'pod').equals(1))
          .equals(1),
    ],
  },
  restarts: {
    name: 'container-restarts',
    title: 'Containers that restarted',
    meaning: 'Crashes and killed for memory; a rolled pod is a new one and counts nothing.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['namespace', 'pod', 'container'],
    expressions: [
      (window: Window) =>
        metric('kube_pod_container_status_restarts_total').increase(window).max('namespace', 'pod', 'container'),
    ],
  },
  throttled: {
    name: 'cpu-throttled',
    title: 'Throttled by the CPU limit',
    meaning: 'Share of periods in which a container had to wait although it had work.',
    unit: 'share',
    kind: 'amount',
    group,
    by: ['namespace', 'pod', 'container'],
    expressions: [
      (window) =>
        metric('container_cpu_cfs_throttled_periods_total')
          .rate(window)
          .sum('namespace', 'pod', 'container')
          .over(metric('container_cpu_cfs_periods_total').rate(window).sum('namespace', 'pod', 'container').above(0)),
    ],
  },
  certificateAge: {
    name: 'certificate-time-left',
    title: 'Time until a CA certificate ends',
    meaning:
      'The operator renews it 60 days before; clients that read the CA at their start must restart before the end.',
    unit: 'seconds',
    kind: 'forecast',
    group,
    by: ['cluster', 'type'],
    expressions: [
      () => metric('strimzi_certificate_expiration_timestamp_ms').over(1000).minus(now).min('cluster', 'type'),
    ],
  },
  reconciliationsFailed: {
    name: 'reconciliations-failed',
    title: 'Reconciliations that failed',
    meaning: 'The operator could not bring an object to its declared state; it tries again every two minutes.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['kind'],
    expressions: [(window) => metric('strimzi_reconciliations_failed_total').increase(window).sum('kind')],
  },
  resourcesNotReady: {
    name: 'resources-not-ready',
    title: 'Strimzi’s objects that are not ready',
    meaning: 'Declared and not so.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['kind', 'name'],
    expressions: [() => metric('strimzi_resource_state').max('kind', 'name').equals(0)],
  },
  ruleFailures: {
    name: 'rule-failures',
    title: 'Rules Prometheus could not evaluate',
    meaning: 'An alert that cannot be evaluated cannot fire. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: [],
    expressions: [(window) => metric('prometheus_rule_evaluation_failures_total').increase(window).sum()],
  },
  notificationFailures: {
    name: 'notification-failures',
    title: 'Notifications that were not delivered',
    meaning: 'Alertmanager could not reach a receiver. Normal: 0.',
    unit: 'count',
    kind: 'amount',
    group,
    by: ['integration'],
    expressions: [(window) => metric('alertmanager_notifications_failed_total').increase(window).sum('integration')],
  },
} as const satisfies Readonly<Record<string, Signal>>;
