import { Cidr } from '../cidr';
import type { EksPlatform, Platform } from '../environment';
import { addressesInAZone } from '../node-addresses';
import { privateNetworks, reservedInSubnet, serviceRange, subnetPlan, vpcPrefix } from '../subnets';
import { describe, pathTo } from '../violation';
import { relationRule, valueRule, type Finding } from './rule';

/** Rules about the network of an EKS environment: addresses of the VPC, and of who may come in. */

const vpcOf = (platform: Platform): Cidr | undefined =>
  platform.kind === 'eks' ? Cidr.tryParse(platform.network.cidr) : undefined;

export const vpcIsAPrivateNetwork = valueRule({
  code: 'NETWORK_CIDR_INVALID',
  title: 'the VPC is a block of a private network, large enough for three zones to grow in',
  allowed: `a block such as 10.0.0.0/${vpcPrefix.largest}, from /${vpcPrefix.largest} to /${vpcPrefix.smallest}, of ${privateNetworks.join(', ')}; its first address is the one that it begins with`,
  fix: "leave it out for '10.0.0.0/16', or ask who gives out addresses where the VPC will be peered",
  needs: ['platform'],
  check: ({ platform }) => {
    if (platform.kind !== 'eks') return [];
    const vpc = vpcOf(platform);
    const isRight =
      vpc !== undefined &&
      vpc.prefix >= vpcPrefix.largest &&
      vpc.prefix <= vpcPrefix.smallest &&
      privateNetworks.some((network) => network.contains(vpc));
    return isRight ? [] : [{ path: 'platform.network.cidr', got: describe(platform.network.cidr) }];
  },
});

export const vpcLeavesServicesTheirRange = valueRule({
  code: 'NETWORK_CIDR_OVERLAPS_SERVICES',
  title: "the VPC has no address of the cluster's Services: what goes to one of them would never leave the node",
  allowed: `a block that has nothing of ${serviceRange.toString()}`,
  fix: 'choose another block',
  needs: ['platform'],
  check: ({ platform }) => {
    const vpc = vpcOf(platform);
    return vpc?.overlaps(serviceRange) === true
      ? [{ path: 'platform.network.cidr', got: describe(vpc.toString()) }]
      : [];
  },
});

/** A wider block is no longer the addresses of somebody: most of it is others'. */
const widest = 8;

/** IPv4 only: the cluster has no IPv6 addresses, and EKS takes IPv6 blocks for IPv6 clusters alone. */
const isSomebody = (text: string): boolean => (Cidr.tryParse(text)?.prefix ?? 0) >= widest;

function notSomebody(platform: Platform, member: 'apiServerCidrs' | 'clientCidrs'): readonly Finding[] {
  if (platform.kind !== 'eks') return [];
  const cidrs = platform[member];
  return cidrs.flatMap((cidr, index) =>
    isSomebody(cidr) && cidrs.indexOf(cidr) === index
      ? []
      : [{ path: pathTo('platform', member, index), got: describe(cidr) }],
  );
}

const blocks = `IPv4 blocks from /${widest} to /32, each once, that begin with their first address: 198.51.100.0/24, or 198.51.100.7/32 for one address`;

export const apiServerIsNotEverybodys = valueRule({
  code: 'NETWORK_API_SERVER_CIDR_INVALID',
  title: 'the Kubernetes API is open to the addresses of somebody, never to everybody',
  allowed: blocks,
  fix: 'name the addresses that you deploy from, or leave it out for the VPC alone',
  needs: ['platform'],
  check: ({ platform }) => notSomebody(platform, 'apiServerCidrs'),
});

export const clientsAreNotEverybody = valueRule({
  code: 'NETWORK_CLIENT_CIDR_INVALID',
  title: 'Kafka is open to the addresses of known clients, never to everybody',
  allowed: blocks,
  fix: 'name the networks of the clients, or leave it out for those in the cluster alone',
  needs: ['platform'],
  check: ({ platform }) => notSomebody(platform, 'clientCidrs'),
});

/**
 * Blocks from which nothing comes to the public endpoint. CreateCluster refuses reserved ones minutes into a deploy (`The
 * following CIDRs are not allowed in publicAccessCidrs`). Those of documentation are for the deploy to refuse, which knows
 * the address to use instead; here they are what an example says.
 */
const notOfTheInternet = [
  ...privateNetworks,
  ...[
    '0.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ].map((text) => Cidr.parse(text)),
];

export const apiServerCidrsAreOfTheInternet = valueRule({
  code: 'NETWORK_API_SERVER_CIDR_PRIVATE',
  title:
    'who asks the Kubernetes API from outside of the VPC comes from an address of the internet; EKS refuses others',
  allowed: `no part of ${notOfTheInternet.join(', ')}`,
  fix: 'name the address that your network shows to the internet; from inside of the VPC none is needed',
  needs: ['platform'],
  check: ({ platform }) =>
    platform.kind !== 'eks'
      ? []
      : platform.apiServerCidrs.flatMap((text, index) => {
          const cidr = Cidr.tryParse(text);
          return cidr !== undefined && notOfTheInternet.some((network) => network.contains(cidr))
            ? [{ path: pathTo('platform', 'apiServerCidrs', index), got: describe(text) }]
            : [];
        }),
});

/** EKS's quota "Public endpoint access CIDR ranges per cluster" (L-93A74D60), which cannot be raised. */
const mostApiServerCidrs = 40;

export const apiServerCidrsAreFew = valueRule({
  code: 'NETWORK_API_SERVER_CIDRS_TOO_MANY',
  title: "the API's public endpoint knows no more blocks than EKS allows, a quota that cannot be raised",
  allowed: `at most ${mostApiServerCidrs}`,
  fix: 'name larger blocks, or come through a VPN',
  needs: ['platform'],
  check: ({ platform }) =>
    platform.kind === 'eks' && platform.apiServerCidrs.length > mostApiServerCidrs
      ? [{ path: 'platform.apiServerCidrs', got: describe(platform.apiServerCidrs) }]
      : [],
});

/** Where the zones are asked to hold more: the group with the most nodes. */
function largestGroup({ kafkaNodes, systemNodes, appNodes, zones }: EksPlatform): string {
  const groups = {
    'kafkaNodes.perZone': kafkaNodes.perZone,
    'systemNodes.perZone': systemNodes.perZone,
    'appNodes.most': appNodes.most / zones.length,
  };
  const [[largest] = ['']] = Object.entries(groups).sort(([, a], [, b]) => b - a);
  return `platform.${largest}`;
}

export const subnetsHoldThePods = relationRule({
  code: 'NETWORK_ADDRESSES_EXCEEDED',
  title:
    "a zone's private subnet has an address for every pod that its nodes can hold, also while groups are rolled and another zone's services have moved in",
  allowed: "as many as a quarter of the VPC has, less AWS's own",
  fix: 'use a larger VPC, which is a new one, or fewer nodes of larger types',
  needs: ['platform', 'kafka'],
  check: ({ platform, kafka }) => {
    const vpc = vpcOf(platform);
    if (platform.kind !== 'eks' || vpc === undefined) return [];
    const [subnet] = subnetPlan(vpc).private;
    const room = subnet.size - reservedInSubnet;
    const asked = addressesInAZone(platform, kafka);
    const got = `${asked} addresses asked of a zone`;
    return asked > room ? [{ path: largestGroup(platform), got, allowed: `at most ${room} in ${vpc.toString()}` }] : [];
  },
});

export const networkRules = [
  vpcIsAPrivateNetwork,
  vpcLeavesServicesTheirRange,
  apiServerIsNotEverybodys,
  apiServerCidrsAreOfTheInternet,
  apiServerCidrsAreFew,
  clientsAreNotEverybody,
  subnetsHoldThePods,
];
