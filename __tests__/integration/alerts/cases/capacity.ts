import type { AlertCases } from '../alert-case';
import { moves, sampled, situation, stays, type InputSeries } from '../situation';

const GB = 1e9;
/** A volume of a thousand GB, of which so much is free, and less in each step. */
const volume = (free: number, lessByStep: number, minutes: number): InputSeries[] => {
  const labels = { namespace: 'millrace', persistentvolumeclaim: 'data-0-millrace-brokers-1' };
  return [
    sampled('kubelet_volume_stats_available_bytes', labels, moves(free * GB, -lessByStep * GB, minutes)),
    sampled('kubelet_volume_stats_capacity_bytes', labels, stays(1_000 * GB, minutes)),
  ];
};
const disk = (fstype: string, free: number): InputSeries[] => {
  const labels = { node: 'node-a', device: fstype, fstype, mountpoint: '/' };
  return [
    sampled('node_filesystem_avail_bytes', labels, stays(free, 20)),
    sampled('node_filesystem_size_bytes', labels, stays(100, 20)),
  ];
};
const memory = (available: number): InputSeries[] => [
  sampled('node_memory_MemAvailable_bytes', { node: 'node-a' }, stays(available, 20)),
  sampled('node_memory_MemTotal_bytes', { node: 'node-a' }, stays(100, 20)),
];
const idle = (secondsByStep: number): InputSeries =>
  sampled('node_cpu_seconds_total', { node: 'node-a', cpu: '0', mode: 'idle' }, moves(0, secondsByStep, 45));
const pod = { pod: 'millrace-brokers-1' };
const handlers = (idleShare: number): InputSeries =>
  sampled(
    'kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total',
    pod,
    moves(0, idleShare * 30e9, 20),
  );
const network = (idleShare: number): InputSeries =>
  sampled('kafka_network_socketserver_networkprocessoravgidlepercent', pod, stays(idleShare, 20));
const heap = (...used: readonly string[]): InputSeries[] => [
  sampled('jvm_memory_used_bytes', { ...pod, area: 'heap' }, ...used),
  sampled('jvm_memory_max_bytes', { ...pod, area: 'heap' }, stays(100, 30)),
];
const collecting = (secondsByStep: number): InputSeries =>
  sampled('jvm_gc_collection_seconds_sum', { ...pod, gc: 'G1 Young Generation' }, moves(0, secondsByStep, 20));
const queue = (...bytes: readonly string[]): InputSeries[] => [
  sampled('producer_queue_bytes', { service: 'producer', pod: 'producer-a' }, ...bytes),
  sampled('producer_queue_limit_bytes', { service: 'producer', pod: 'producer-a' }, stays(100, 10)),
];
const loop = (...seconds: readonly string[]): InputSeries =>
  sampled('nodejs_eventloop_lag_p99_seconds', { service: 'consumer', pod: 'consumer-a' }, ...seconds);

export const capacityCases: AlertCases = {
  'KafkaVolumeFullSoon/warning': {
    // 2 MB/s: 400 GB in two days.
    fires: situation(60, ...volume(400, 0.06, 60)),
    // Faster, and nearly empty: it fills until retention sets in.
    quiet: situation(60, ...volume(800, 0.15, 60)),
  },
  'KafkaVolumeFullSoon/critical': {
    fires: situation(30, ...volume(400, 1.2, 30)),
    quiet: situation(30, ...volume(400, 0.06, 30)),
  },
  'KafkaVolumeLow/warning': {
    fires: situation(10, ...volume(150, 0, 10)),
    quiet: situation(10, ...volume(250, 0, 10)),
  },
  'KafkaVolumeLow/critical': {
    fires: situation(10, ...volume(50, 0, 10)),
    quiet: situation(10, ...volume(150, 0, 10)),
  },
  'PlatformNodeDiskLow/warning': {
    fires: situation(20, ...disk('ext4', 5)),
    quiet: situation(20, ...disk('ext4', 15), ...disk('tmpfs', 1)),
  },
  'PlatformNodeMemoryLow/warning': {
    fires: situation(20, ...memory(5)),
    quiet: situation(20, ...memory(20)),
  },
  'PlatformNodeBusy/warning': {
    fires: situation(45, idle(1.5)),
    quiet: situation(45, idle(6)),
  },
  'KafkaHandlersBusy/warning': {
    // Handlers have time, network threads have not.
    fires: situation(20, handlers(0.8), network(0.2)),
    quiet: situation(20, handlers(0.4), network(0.7)),
  },
  'KafkaHeapFull/warning': {
    fires: situation(30, ...heap(stays(95, 30))),
    quiet: situation(30, ...heap(stays(95, 10), stays(40, 2), stays(95, 10), stays(40, 8))),
  },
  'KafkaGarbageCollecting/warning': {
    fires: situation(20, collecting(6)),
    quiet: situation(20, collecting(1.5)),
  },
  'ServiceQueueFilling/warning': {
    fires: situation(10, ...queue(stays(90, 10))),
    quiet: situation(10, ...queue(stays(90, 1), stays(50, 9))),
  },
  'ServiceEventLoopBlocked/warning': {
    fires: situation(20, loop(stays(0.3, 20))),
    quiet: situation(20, loop(stays(0.3, 5), stays(0.05, 15))),
  },
};
