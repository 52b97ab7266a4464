import { Cidr } from '../../model/cidr';
import { instanceTypes } from '../../model/instance-types';
import { addressesOfNode } from '../../model/node-addresses';
import { privateNetworks, reservedInSubnet, serviceRange, subnetPlan } from '../../model/subnets';

const tiers = ['private', 'public', 'intra'] as const;

const texts = (vpc: string) => {
  const plan = subnetPlan(Cidr.parse(vpc));
  return Object.fromEntries(tiers.map((tier) => [tier, plan[tier].map((subnet) => subnet.toString())]));
};

const subnetsOf = (vpc: Cidr): readonly Cidr[] => {
  const plan = subnetPlan(vpc);
  return tiers.flatMap((tier) => plan[tier]);
};

describe('the subnets of a VPC', () => {
  it('stay where they are: a plan that moves one replaces it', () => {
    expect(texts('10.0.0.0/16')).toEqual({
      private: ['10.0.0.0/18', '10.0.64.0/18', '10.0.128.0/18'],
      public: ['10.0.192.0/24', '10.0.193.0/24', '10.0.194.0/24'],
      intra: ['10.0.196.0/24', '10.0.197.0/24', '10.0.198.0/24'],
    });
    expect(texts('192.168.64.0/18')).toEqual({
      private: ['192.168.64.0/20', '192.168.80.0/20', '192.168.96.0/20'],
      public: ['192.168.112.0/26', '192.168.112.64/26', '192.168.112.128/26'],
      intra: ['192.168.113.0/26', '192.168.113.64/26', '192.168.113.128/26'],
    });
  });

  it.each([16, 17, 18])('lie in it, none over another, in a /%i', (prefix) => {
    const vpc = Cidr.parse(`10.64.0.0/${prefix}`);
    const all = subnetsOf(vpc);
    expect(all).toHaveLength(9);
    for (const subnet of all) {
      expect(vpc.contains(subnet)).toBe(true);
      expect(all.filter((other) => other.overlaps(subnet))).toEqual([subnet]);
    }
  });

  it('leave a fifth of the VPC for what comes', () => {
    const vpc = Cidr.parse('10.0.0.0/18');
    const used = subnetsOf(vpc);
    expect(used.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(vpc.size * 0.8);
  });

  // "Subnet requirements for clusters" of the EKS user guide; each interface endpoint takes one more.
  it('hold what EKS advises for the control plane beside the endpoints, in the smallest VPC too', () => {
    for (const { size } of subnetPlan(Cidr.parse('10.0.0.0/18')).intra) {
      expect(size - reservedInSubnet).toBeGreaterThanOrEqual(16 + 20);
    }
  });
});

describe('the range of Services', () => {
  // `serviceIpv4Cidr` of EKS's CreateCluster.
  it('is one that EKS takes: private, from /12 to /24', () => {
    expect(privateNetworks.some((network) => network.contains(serviceRange))).toBe(true);
    expect(serviceRange.prefix).toBeGreaterThanOrEqual(12);
    expect(serviceRange.prefix).toBeLessThanOrEqual(24);
  });
});

describe('addresses of a node', () => {
  // Interfaces of the type and addresses of each, as `DescribeInstanceTypes` says: large, xlarge and 2xlarge, 4xlarge.
  const interfacesOf = new Map([
    [29, { interfaces: 3, each: 10 }],
    [58, { interfaces: 4, each: 15 }],
    [234, { interfaces: 8, each: 30 }],
  ]);

  it.each(Object.entries(instanceTypes))(
    'are not fewer than all interfaces of a %s carry, nor many more',
    (_, { maxPods }) => {
      const { interfaces = 0, each = 0 } = interfacesOf.get(maxPods) ?? {};
      expect(maxPods).toBe(interfaces * (each - 1) + 2);
      expect(addressesOfNode(maxPods)).toBeGreaterThanOrEqual(interfaces * each);
      expect(addressesOfNode(maxPods)).toBeLessThanOrEqual(interfaces * each + 5);
    },
  );
});
