import type { ResourcesSpec } from './spec';
import { Cpu, Size } from './units';

const pod = (millicores: number, mebibytes: number): ResourcesSpec => ({
  cpu: Cpu.millicores(millicores),
  memory: Size.mebibytes(mebibytes),
});

/**
 * What the platform's own pods ask for; the memory is their limit too. The modules write it into the objects, the node
 * rule counts it.
 */
export const platformPods = {
  /** Strimzi's chart asks for 200m and 384Mi. */
  clusterOperator: pod(200, 384),
  topicOperator: pod(50, 256),
  userOperator: pod(50, 256),
  cruiseControl: pod(100, 512),
  kafkaExporter: pod(25, 64),
  prometheusOperator: pod(50, 128),
  prometheus: pod(150, 640),
  alertmanager: pod(25, 96),
  grafana: pod(100, 512),
  kubeStateMetrics: pod(25, 96),
  /** There when a service scales on its lag. */
  prometheusAdapter: pod(25, 96),
  /** One on each node. */
  nodeExporter: pod(25, 48),
} as const satisfies Record<string, ResourcesSpec>;
