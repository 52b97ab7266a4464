import { Cidr } from './cidr';

/** How the addresses of an EKS environment's VPC are dealt out, and what may not lie among them. */

/** One for each zone, in the zones' order. */
export type PerZone<T> = readonly [T, T, T];

export const perZone = <T>(make: (zone: 0 | 1 | 2) => T): PerZone<T> => [make(0), make(1), make(2)];

/**
 * Range of the cluster's Services. One of the two that EKS would choose by itself, named here so that nothing else is
 * put there: the cluster keeps it for life.
 */
export const serviceRange = Cidr.parse('172.20.0.0/16');

/** Networks that the internet does not route, RFC 1918: a VPC is one of them, or part of one. */
export const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((text) => Cidr.parse(text));

/** Lengths that a VPC may have here. AWS takes no larger one than /16; below /18 a zone has no room for nodes to come. */
export const vpcPrefix = { largest: 16, smallest: 18 } as const;

/** AWS keeps the first four addresses of each subnet and the last. */
export const reservedInSubnet = 5;

export interface SubnetPlan {
  /** Nodes, pods and internal load balancers: a quarter of the VPC each, for the VPC CNI takes an address for each pod. */
  readonly private: PerZone<Cidr>;
  /** NAT gateways, and load balancers that the internet may reach, of which there are none yet. */
  readonly public: PerZone<Cidr>;
  /** The control plane's interfaces, for which EKS asks 6 addresses and advises 16, and those of AWS's services. */
  readonly intra: PerZone<Cidr>;
}

/** Of the last quarter's 256ths of the VPC: four are kept together for each kind, so that a fourth zone has its own. */
const firstOf = { public: 192, intra: 196 } as const;

/**
 * The subnets of a VPC: three quarters for the zones' nodes and pods; of the last quarter only the first eight 256ths
 * are named, the rest is for what comes. A plan never moves a subnet that is there: that would replace it.
 */
export function subnetPlan(vpc: Cidr): SubnetPlan {
  const small = (kind: keyof typeof firstOf): PerZone<Cidr> =>
    perZone((zone) => vpc.block(vpc.prefix + 8, firstOf[kind] + zone));
  return {
    private: perZone((zone) => vpc.block(vpc.prefix + 2, zone)),
    public: small('public'),
    intra: small('intra'),
  };
}
