import { platformPods } from '../../model/platform-pods';
import type { ResourcesSpec } from '../../model/spec';
import { Cpu, Size } from '../../model/units';
import { resourcesOf } from '../kubernetes/pods';

/** What the container beside a pod's main one takes of the pod's share in `model/platform-pods.ts`. */
const beside = {
  /** prometheus-operator's own default since 25 MiB were too few (prometheus-operator#3660). */
  configReloader: { cpu: Cpu.millicores(5), memory: Size.mebibytes(50) },
  /** A Python program that watches every ConfigMap's label: some 80 MiB in use. */
  dashboardSidecar: { cpu: Cpu.millicores(10), memory: Size.mebibytes(96) },
} as const satisfies Record<string, ResourcesSpec>;

const rest = (pod: ResourcesSpec, part: ResourcesSpec): ResourcesSpec => ({
  cpu: Cpu.millicores(pod.cpu.toMillicores() - part.cpu.toMillicores()),
  memory: Size.bytes(pod.memory.toBytes() - part.memory.toBytes()),
});

/** Of each container of the monitoring charts; a pod's containers add up to its entry in `platformPods`. */
export const monitoringResources = {
  operator: resourcesOf(platformPods.prometheusOperator),
  prometheus: resourcesOf(rest(platformPods.prometheus, beside.configReloader)),
  alertmanager: resourcesOf(rest(platformPods.alertmanager, beside.configReloader)),
  configReloader: resourcesOf(beside.configReloader),
  grafana: resourcesOf(rest(platformPods.grafana, beside.dashboardSidecar)),
  dashboardSidecar: resourcesOf(beside.dashboardSidecar),
  kubeStateMetrics: resourcesOf(platformPods.kubeStateMetrics),
  nodeExporter: resourcesOf(platformPods.nodeExporter),
} as const;
