import type { RuleCase, RuleCases } from './rule-case';

const vpc = (cidr: string, allowed: string): RuleCase => ({
  on: 'eks-prod',
  set: { 'platform/network': { cidr } },
  path: 'platform.network.cidr',
  got: `"${cidr}"`,
  allowed,
});

const from = (member: 'apiServerCidrs' | 'clientCidrs', cidr: string, allowed: string): RuleCase => ({
  on: 'eks-prod',
  set: { [`platform/${member}`]: ['198.51.100.0/24', cidr] },
  path: `platform.${member}[1]`,
  got: `"${cidr}"`,
  allowed,
});

/** Not a block, not in its one form, or everybody's. */
const nobodys = ['', '198.51.100.7', '198.51.100.7/24', '198.51.100.0/24 ', '0.0.0.0/0', '::/0', '2001:db8::/32'];
const tooWide = ['0.0.0.0/1', '128.0.0.0/1', '6.0.0.0/7'];

export const networkCases: RuleCases = {
  NETWORK_CIDR_INVALID: [
    vpc('10.0.0.0', 'a block such as 10.0.0.0/16'),
    vpc('10.0.0.1/16', 'its first address'),
    vpc('010.0.0.0/16', 'a block such as'),
    vpc('10.0.0.256/16', 'a block such as'),
    vpc('10.0.0.0/15', 'from /16 to /18'),
    vpc('10.0.0.0/19', 'from /16 to /18'),
    vpc('52.0.0.0/16', 'of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16'),
    vpc('172.32.0.0/16', '172.16.0.0/12'),
    vpc('fd00::/16', 'a block such as'),
  ],
  NETWORK_CIDR_OVERLAPS_SERVICES: [
    vpc('172.20.0.0/16', 'nothing of 172.20.0.0/16'),
    vpc('172.20.192.0/18', 'nothing of 172.20.0.0/16'),
  ],
  NETWORK_API_SERVER_CIDR_INVALID: [
    ...[...nobodys, ...tooWide].map((cidr) => from('apiServerCidrs', cidr, 'from /8 to /32')),
    from('apiServerCidrs', '198.51.100.0/24', 'each once'),
  ],
  NETWORK_API_SERVER_CIDR_PRIVATE: [
    ...['10.0.0.0/8', '10.1.2.3/32', '172.31.0.0/16', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.1/32'],
    ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '224.0.0.0/8', '255.0.0.0/8'],
  ].map((cidr) => from('apiServerCidrs', cidr, 'no part of 10.0.0.0/8')),
  NETWORK_API_SERVER_CIDRS_TOO_MANY: [
    {
      on: 'eks-prod',
      set: { 'platform/apiServerCidrs': Array.from({ length: 41 }, (_, index) => `198.51.100.${index}/32`) },
      path: 'platform.apiServerCidrs',
      got: 'a list of 41',
      allowed: 'at most 40',
    },
  ],
  NETWORK_CLIENT_CIDR_INVALID: [
    ...[...nobodys, ...tooWide].map((cidr) => from('clientCidrs', cidr, 'from /8 to /32')),
    from('clientCidrs', '198.51.100.0/24', 'each once'),
  ],
  // A /18 has 4091 for each zone. A large node may take 48, and each group may have two nodes more: brokers' and the
  // system's ask for 144 each, four load balancers for 4, and 8 stay free for the next one.
  NETWORK_ADDRESSES_EXCEEDED: [
    {
      on: 'eks-prod',
      set: {
        'platform/network': { cidr: '10.0.0.0/18' },
        'platform/appNodes': { instanceType: 'm6i.large', least: 3, most: 217 },
      },
      path: 'platform.appNodes.most',
      got: '4107 addresses asked of a zone',
      allowed: 'at most 4091 in 10.0.0.0/18',
    },
    {
      on: 'eks-prod',
      set: {
        'platform/network': { cidr: '10.0.0.0/18' },
        'platform/kafkaNodes': { instanceType: 'r7g.4xlarge', perZone: 14 },
      },
      path: 'platform.kafkaNodes.perZone',
      got: '4202 addresses asked of a zone',
      allowed: 'at most 4091 in 10.0.0.0/18',
    },
  ],
};
