import type { ResourcesSpec } from './spec';
import { Cpu, Size } from './units';

/** What a pod asks for, and the most memory that it may take when that is more. */
export interface PodResources extends ResourcesSpec {
  /** @default - what it asks for */
  readonly memoryLimit?: Size;
}

const pod = (millicores: number, mebibytes: number): PodResources => ({
  cpu: Cpu.millicores(millicores),
  memory: Size.mebibytes(mebibytes),
});

/** One whose start needs more than its work: it would be killed at what it asks for. */
const burstingPod = (millicores: number, mebibytes: number, most: number): PodResources => ({
  ...pod(millicores, mebibytes),
  memoryLimit: Size.mebibytes(most),
});

/** What the platform's own pods ask for. The modules write it into the objects, the node rule counts what is asked for. */
export const platformPods = {
  /** Strimzi's chart asks for 200m and 384Mi. These are Java: killed at their chart's limit where they see many cores (strimzi#11964). */
  clusterOperator: burstingPod(200, 384, 768),
  topicOperator: burstingPod(50, 256, 384),
  userOperator: burstingPod(50, 256, 384),
  cruiseControl: burstingPod(100, 512, 768),
  kafkaExporter: pod(25, 64),
  prometheusOperator: pod(50, 128),
  prometheus: pod(150, 640),
  alertmanager: pod(25, 128),
  grafana: pod(100, 512),
  kubeStateMetrics: pod(25, 96),
  /** There when a service scales on its lag. */
  prometheusAdapter: pod(25, 96),
  /** One on each node. */
  nodeExporter: pod(25, 48),
} as const satisfies Record<string, PodResources>;

/** What runs beside that on EKS, all on the system nodes. */
export const eksPods = {
  /**
   * Two, of which one leads. Some 50 MiB in use with a handful of load balancers, more while it reads all objects at its
   * start; the chart asks for nothing, the controller's own manifest (`config/manager/manager.yaml`) limits it to 500Mi.
   */
  loadBalancerController: { ...burstingPod(50, 128, 512), replicas: 2 },
  /**
   * It keeps every pod, node and instance type in memory. At its start it was killed at 300Mi (kubeone#2975); its own
   * example (`cloudprovider/aws/examples`) limits it to 600Mi.
   */
  clusterAutoscaler: { ...burstingPod(50, 192, 600), replicas: 1 },
  /** A small Java process that is asked when a pod is evicted. */
  drainCleaner: { ...burstingPod(25, 128, 256), replicas: 2 },
} as const satisfies Record<string, PodResources & { readonly replicas: number }>;

/** Logs and traces on every cluster: `modules/logging`, `modules/tracing`. */
export const telemetryPods = {
  /** 200 MiB in use with some dozens of streams; more while it reads its write-ahead log or answers a query over days. */
  loki: burstingPod(75, 256, 512),
  /** Keeps the traces of the last minutes in memory, and blocks while it searches them. */
  tempo: burstingPod(50, 192, 512),
  /** Passes on what services send; keeps what the store does not take at once. */
  traceCollector: burstingPod(25, 64, 160),
  /** One on each node. */
  logAgent: burstingPod(25, 64, 160),
} as const satisfies Record<string, PodResources>;
