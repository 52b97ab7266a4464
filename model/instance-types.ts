import { Cpu, Size } from './units';

/** An EC2 instance type as its data sheet has it. */
export interface InstanceType {
  readonly cpu: Cpu;
  readonly memory: Size;
  /** Pods that the AWS VPC CNI has addresses for (`eni-max-pods.txt`). */
  readonly maxPods: number;
}

const type = (cores: number, gibibytes: number, maxPods: number): InstanceType => ({
  cpu: Cpu.cores(cores),
  memory: Size.gibibytes(gibibytes),
  maxPods,
});

/** Types that brokers may run on: EBS-optimised, current generations. Source: AWS's instance pages, November 2026. */
export const instanceTypes: Readonly<Record<string, InstanceType>> = {
  'm6i.large': type(2, 8, 29),
  'm6i.xlarge': type(4, 16, 58),
  'm6i.2xlarge': type(8, 32, 58),
  'm7g.large': type(2, 8, 29),
  'm7g.xlarge': type(4, 16, 58),
  'm7g.2xlarge': type(8, 32, 58),
  'm7g.4xlarge': type(16, 64, 234),
  'r7g.large': type(2, 16, 29),
  'r7g.xlarge': type(4, 32, 58),
  'r7g.2xlarge': type(8, 64, 58),
  'r7g.4xlarge': type(16, 128, 234),
};

/** Share of the memory that the hypervisor and the kernel keep: Karpenter's own `VM_MEMORY_OVERHEAD_PERCENT`. */
const vmOverhead = 0.075;
/** CNI, kube-proxy, CSI driver, node exporter and log collector on every node: the sum of their requests, rounded up. */
const daemons = { cpu: 200, memory: 300 } as const;
/** kubelet's hard eviction threshold on EKS, MiB. */
const eviction = 100;

/** Thousandths of a core that the EKS image keeps for the system: 6 % of the first, 1 % of the second, 0.5 % of two more, 0.25 % of the rest. */
function reservedMillicores(cores: number): number {
  const shares = Array.from({ length: cores }, (_, core) => [60, 10, 5, 5][core] ?? 2.5);
  return Math.ceil(shares.reduce((sum, share) => sum + share, 0));
}

/** What pods can ask for on a node of that type (formulas of the `amazon-eks-ami` bootstrap), less what runs on every node. */
export function allocatable({ cpu, memory, maxPods }: InstanceType): { readonly cpu: Cpu; readonly memory: Size } {
  const mebibytes =
    Math.floor(memory.toMebibytes() * (1 - vmOverhead)) - (255 + 11 * maxPods) - eviction - daemons.memory;
  const millicores = cpu.toMillicores() - reservedMillicores(cpu.toMillicores() / 1000) - daemons.cpu;
  return { cpu: Cpu.millicores(millicores), memory: Size.mebibytes(mebibytes) };
}
