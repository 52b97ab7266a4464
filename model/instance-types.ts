import { Cpu, DataRate, Size } from './units';

/** What can be had for any length of time, and what for minutes, out of credits that fill again when less is used. */
export interface Bandwidth {
  readonly baseline: DataRate;
  readonly burst: DataRate;
}

/** An EC2 instance type as its data sheet has it. */
export interface InstanceType {
  /** Of its processors, by Kubernetes' name. */
  readonly architecture: 'arm64' | 'amd64';
  readonly cpu: Cpu;
  readonly memory: Size;
  /** Pods that the AWS VPC CNI has addresses for (`eni-max-pods.txt`). */
  readonly maxPods: number;
  /** To all of its EBS volumes together; no volume's own throughput helps beyond it. */
  readonly ebsBandwidth: Bandwidth;
  /** Operations a second on all of its EBS volumes together. */
  readonly ebsIops: { readonly baseline: number; readonly burst: number };
  /** In either direction. */
  readonly network: Bandwidth;
}

/** AWS says both in bits a second. */
const megabits = (baseline: number, burst: number): Bandwidth => ({
  baseline: DataRate.bytesPerSecond(baseline * 125_000),
  burst: DataRate.bytesPerSecond(burst * 125_000),
});

const sizes = ['large', 'xlarge', '2xlarge', '4xlarge'] as const;
type InstanceSize = (typeof sizes)[number];

const coresOf = { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16 } as const satisfies Record<InstanceSize, number>;
const maxPodsOf = { large: 29, xlarge: 58, '2xlarge': 58, '4xlarge': 234 } as const satisfies Record<
  InstanceSize,
  number
>;

/** The sixth Intel generation and all since: a size of one has the same disk in all of them. */
const ebsIops = {
  large: { baseline: 3_600, burst: 40_000 },
  xlarge: { baseline: 6_000, burst: 40_000 },
  '2xlarge': { baseline: 12_000, burst: 40_000 },
  '4xlarge': { baseline: 20_000, burst: 40_000 },
} as const satisfies Record<InstanceSize, InstanceType['ebsIops']>;

type Speeds = Readonly<Record<InstanceSize, Pick<InstanceType, 'ebsBandwidth' | 'network'>>>;

/** m6i, r6i and m7i. */
const intel: Speeds = {
  large: { ebsBandwidth: megabits(650, 10_000), network: megabits(781, 12_500) },
  xlarge: { ebsBandwidth: megabits(1_250, 10_000), network: megabits(1_562, 12_500) },
  '2xlarge': { ebsBandwidth: megabits(2_500, 10_000), network: megabits(3_125, 12_500) },
  '4xlarge': { ebsBandwidth: megabits(5_000, 10_000), network: megabits(6_250, 12_500) },
};

/** Graviton3: m7g and r7g. */
const graviton: Speeds = {
  large: { ebsBandwidth: megabits(630, 10_000), network: megabits(937, 12_500) },
  xlarge: { ebsBandwidth: megabits(1_250, 10_000), network: megabits(1_876, 12_500) },
  '2xlarge': { ebsBandwidth: megabits(2_500, 10_000), network: megabits(3_750, 15_000) },
  '4xlarge': { ebsBandwidth: megabits(5_000, 10_000), network: megabits(7_500, 15_000) },
};

function family(
  name: string,
  architecture: InstanceType['architecture'],
  gibibytesPerCore: number,
  speeds: Speeds,
): Readonly<Record<string, InstanceType>> {
  const types = sizes.map((size): [string, InstanceType] => [
    `${name}.${size}`,
    {
      architecture,
      cpu: Cpu.cores(coresOf[size]),
      memory: Size.gibibytes(coresOf[size] * gibibytesPerCore),
      maxPods: maxPodsOf[size],
      ebsIops: ebsIops[size],
      ...speeds[size],
    },
  ]);
  return Object.fromEntries(types);
}

/**
 * Types that nodes may be of: EBS-optimised, of current generations, none whose processor is rationed. Figures:
 * `ec2 describe-instance-types`, as moto 5.2.5 of October 2026 carries its answers, and AWS's instance pages.
 */
export const instanceTypes: Readonly<Record<string, InstanceType>> = {
  ...family('m6i', 'amd64', 4, intel),
  ...family('m7i', 'amd64', 4, intel),
  ...family('m7g', 'arm64', 4, graviton),
  ...family('r6i', 'amd64', 8, intel),
  ...family('r7g', 'arm64', 8, graviton),
};

/** A type by its name, undefined for one that the model does not know. */
export const instanceTypeOf = (name: string): InstanceType | undefined =>
  Object.hasOwn(instanceTypes, name) ? instanceTypes[name] : undefined;

/** A type that the model does not know: the rules refuse it before. */
export class InstanceTypeUnknownError extends RangeError {
  override readonly name = 'InstanceTypeUnknownError';
  readonly code = 'INSTANCE_TYPE_UNKNOWN';
  readonly canRetry = false;
  constructor(name: string) {
    super(`The instance type "${name}" is unknown; known: ${Object.keys(instanceTypes).join(', ')}.`);
  }
}

/** Of an environment that is resolved. @throws InstanceTypeUnknownError */
export function knownInstanceType(name: string): InstanceType {
  const type = instanceTypeOf(name);
  if (type === undefined) throw new InstanceTypeUnknownError(name);
  return type;
}

/** Share of the memory that the hypervisor and the kernel keep: Karpenter's own `VM_MEMORY_OVERHEAD_PERCENT`. */
const vmOverhead = 0.075;
/** CNI, kube-proxy, CSI driver, node exporter and log agent on every node: the sum of their requests, rounded up. */
const daemons = { cpu: 225, memory: 364 } as const;
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
