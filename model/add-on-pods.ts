import type { ResourcesSpec } from './spec';
import { Cpu, Size } from './units';

/** A controller of an EKS add-on: how many pods it has, and what each asks for. */
export interface AddOnPods extends ResourcesSpec {
  readonly replicas: number;
}

/** Two of each: one is enough while a zone is lost. The cluster module writes it into the add-ons, the node rule counts it. */
export const addOnPods = {
  /** The add-on's own requests. */
  coreDns: { replicas: 2, cpu: Cpu.millicores(100), memory: Size.mebibytes(70) },
  metricsServer: { replicas: 2, cpu: Cpu.millicores(100), memory: Size.mebibytes(200) },
  /** Six containers of 10m and 40Mi, as the driver's chart has them. */
  ebsCsiController: { replicas: 2, cpu: Cpu.millicores(60), memory: Size.mebibytes(240) },
} as const satisfies Readonly<Record<string, AddOnPods>>;

/** On every node: VPC CNI, kube-proxy, Pod Identity agent, EBS CSI driver, node exporter, log agent. `allocatable` has taken off what they ask for. */
export const daemonsOnEachNode = 6;
