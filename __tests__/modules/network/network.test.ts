import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, eksEnvironment, ofType, synthesized, type Resource } from './synthesized';

const environment = eksEnvironment();
const { zones } = environment.platform;
const { network, resources, ids, text } = synthesized(environment);
const validator = join(__dirname, '../../../../shared/terraform/validate.mjs');

const tiers = ['public', 'private', 'intra'] as const;
type Tier = (typeof tiers)[number];

/** A route table with all that is said of it: in Terraform each route and each subnet is a resource of its own. */
interface Table {
  readonly subnets: readonly Resource[];
  readonly routes: readonly Resource[];
}

function tablesOf(stack: typeof resources): Readonly<Record<string, Table>> {
  const subnets = new Map(ofType(stack, 'aws_subnet'));
  const about = (type: string, table: string): readonly Resource[] =>
    ofType(stack, type).flatMap(([, resource]) => (addressOf(resource.route_table_id) === table ? [resource] : []));
  const named = ofType(stack, 'aws_route_table').map(([table]) => [
    table,
    {
      routes: about('aws_route', table),
      subnets: about('aws_route_table_association', table).map(
        ({ subnet_id }) => subnets.get(addressOf(subnet_id)) ?? { missing: subnet_id },
      ),
    },
  ]);
  return Object.fromEntries(named) as Readonly<Record<string, Table>>;
}

/** What a subnet is, by its tags: the name says kind and zone. */
const isOf = ({ tags }: Resource, tier: Tier, zone: string): boolean => tags?.Name === `eks-prod-${tier}-${zone}`;

const routesOf = (stack: typeof resources, tier: Tier, zone: string): readonly Resource[] =>
  Object.values(tablesOf(stack)).flatMap(({ subnets, routes }) =>
    subnets.flatMap((subnet) => (isOf(subnet, tier, zone) ? routes : [])),
  );

/** Zone of the public subnet that a NAT gateway stands in. */
function zoneOfNat(stack: typeof resources, expression: unknown): unknown {
  const nat = new Map(ofType(stack, 'aws_nat_gateway')).get(addressOf(expression));
  const subnet = new Map(ofType(stack, 'aws_subnet')).get(addressOf(nat?.subnet_id));
  const zone = subnet?.availability_zone;
  return subnet !== undefined && isOf(subnet, 'public', String(zone)) ? zone : undefined;
}

/** Every text in a resource, with the path of members to it. */
function textsIn(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, `${path}.${key}`));
}

describe('the network of an EKS environment', () => {
  it('is what the provider takes', () => {
    // The schemas are not part of the repository.
    if (!existsSync(validator)) return;
    const folder = mkdtempSync(join(tmpdir(), 'millrace-network-'));
    try {
      writeFileSync(join(folder, 'cdk.tf.json'), text);
      const { status, stdout } = spawnSync('node', [validator, join(folder, 'cdk.tf.json')], { encoding: 'utf8' });
      expect(stdout).toContain(', 0 findings');
      expect(stdout).not.toContain('not checked');
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is one VPC, whose private names are answered inside of it', () => {
    const vpcs = ofType(resources, 'aws_vpc');
    expect(vpcs.map(([, vpc]) => vpc)).toEqual([
      expect.objectContaining({ cidr_block: '10.0.0.0/16', enable_dns_support: true, enable_dns_hostnames: true }),
    ]);
  });

  it('has one subnet of each kind in each zone, and gives nothing in them a public address', () => {
    const subnets = ofType(resources, 'aws_subnet').map(([, subnet]) => subnet);
    expect(
      subnets.map(({ tags, availability_zone }) => `${tags?.Name} in ${String(availability_zone)}`).sort(),
    ).toEqual(tiers.flatMap((tier) => zones.map((zone) => `eks-prod-${tier}-${zone} in ${zone}`)).sort());
    expect(new Set(subnets.map(({ cidr_block }) => cidr_block)).size).toBe(9);
    for (const subnet of subnets) expect(subnet.map_public_ip_on_launch).toBe(false);
  });

  it('shows load balancers their subnets: public ones the internet, private ones all others', () => {
    for (const [, { tags = {} }] of ofType(resources, 'aws_subnet')) {
      const roles = Object.entries(tags).filter(([key]) => key.startsWith('kubernetes.io/'));
      const tier = tiers.find((one) => tags.Name?.startsWith(`eks-prod-${one}-`));
      expect(roles).toEqual(
        { public: [['kubernetes.io/role/elb', '1']], private: [['kubernetes.io/role/internal-elb', '1']], intra: [] }[
          tier ?? 'intra'
        ],
      );
    }
  });

  it('says its ids and addresses in the order of the zones', () => {
    const subnets = new Map(ofType(resources, 'aws_subnet'));
    const given = (tier: Tier) => ids.subnets[tier]?.map((id) => subnets.get(addressOf(id)));
    for (const tier of tiers) {
      expect(given(tier)?.map((subnet) => subnet?.tags?.Name)).toEqual(zones.map((zone) => `eks-prod-${tier}-${zone}`));
    }
    expect(network.privateCidrs).toEqual(given('private')?.map((subnet) => subnet?.cidr_block));
    expect(network.intraCidrs).toEqual(given('intra')?.map((subnet) => subnet?.cidr_block));
    expect([addressOf(ids.vpcId)]).toEqual(ofType(resources, 'aws_vpc').map(([vpc]) => vpc));
    expect(network.cidr).toBe('10.0.0.0/16');
  });
});

describe('another network', () => {
  const elsewhere = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];
  const { resources: other } = synthesized(
    eksEnvironment({
      name: 'eks-staging',
      'platform/region': 'eu-west-1',
      'platform/zones': elsewhere,
      'platform/network': { cidr: '172.16.64.0/18' },
    }),
  );

  it('stands where its environment says, with nothing of eks-prod in it', () => {
    const written = JSON.stringify(other);
    expect(ofType(other, 'aws_vpc').map(([, { cidr_block }]) => cidr_block)).toEqual(['172.16.64.0/18']);
    expect(new Set(ofType(other, 'aws_subnet').map(([, subnet]) => subnet.availability_zone))).toEqual(
      new Set(elsewhere),
    );
    for (const prods of ['eks-prod', 'us-east-1', '10.0.']) expect(written).not.toContain(prods);
  });
});

describe('the ways out', () => {
  it('have every subnet in exactly one route table', () => {
    const inTables = Object.values(tablesOf(resources)).flatMap(({ subnets }) => subnets.map(({ tags }) => tags?.Name));
    const all = ofType(resources, 'aws_subnet').map(([, { tags }]) => tags?.Name);
    expect(inTables.sort()).toEqual(all.sort());
  });

  it.each(zones)('lead out of %s by its own NAT gateway, which stands in its public subnet', (zone) => {
    const routes = routesOf(resources, 'private', zone);
    expect(routes.map(({ destination_cidr_block }) => destination_cidr_block)).toEqual(['0.0.0.0/0']);
    expect(routes.map(({ nat_gateway_id }) => zoneOfNat(resources, nat_gateway_id))).toEqual([zone]);
  });

  it('share no route table between the zones’ private subnets', () => {
    for (const { subnets } of Object.values(tablesOf(resources))) {
      const names = subnets.map(({ tags }) => tags?.Name ?? '');
      if (names.some((name) => name.includes('-private-'))) expect(names).toHaveLength(1);
    }
  });

  it.each(zones)('lead from the public subnet of %s to the internet, and from the intra subnet nowhere', (zone) => {
    const [route, ...others] = routesOf(resources, 'public', zone);
    expect(others).toEqual([]);
    expect(route?.destination_cidr_block).toBe('0.0.0.0/0');
    expect(addressOf(route?.gateway_id)).toBe(ofType(resources, 'aws_internet_gateway')[0]?.[0]);
    expect(routesOf(resources, 'intra', zone)).toEqual([]);
  });

  it('give each NAT gateway an address of its own, and outlive it', () => {
    const nats = ofType(resources, 'aws_nat_gateway').map(([, nat]) => nat);
    const addresses = new Map(ofType(resources, 'aws_eip'));
    const [[internet] = ['none']] = ofType(resources, 'aws_internet_gateway');
    expect(nats).toHaveLength(3);
    expect(new Set(nats.map(({ allocation_id }) => addressOf(allocation_id)))).toEqual(new Set(addresses.keys()));
    for (const resource of [...nats, ...addresses.values()]) expect(resource.depends_on).toContain(internet);
  });

  it('go by one NAT gateway in the first zone when it is shared', () => {
    const shared = synthesized(eksEnvironment({ 'platform/network': { natGateways: 'shared' } })).resources;
    expect(ofType(shared, 'aws_nat_gateway')).toHaveLength(1);
    expect(ofType(shared, 'aws_eip')).toHaveLength(1);
    for (const zone of zones) {
      const [route, ...others] = routesOf(shared, 'private', zone);
      expect(others).toEqual([]);
      expect(zoneOfNat(shared, route?.nat_gateway_id)).toBe(zones[0]);
    }
  });

  it('are all that is open to everybody', () => {
    const open = Object.entries(resources).flatMap(([type, byName]) =>
      textsIn(byName, type).filter(([, value]) => value.includes('0.0.0.0/0') || value.includes('::/0')),
    );
    expect(open.map(([path]) => path.replace(/\..*\./, '.'))).toEqual(
      Array.from({ length: 4 }, () => 'aws_route.destination_cidr_block'),
    );
  });
});

describe('what is lost with the network', () => {
  const vital = (stack: typeof resources) => [...ofType(stack, 'aws_vpc'), ...ofType(stack, 'aws_subnet')];

  it('is kept from plans that would destroy or replace the VPC or a subnet', () => {
    expect(vital(resources)).toHaveLength(10);
    for (const [, { lifecycle }] of vital(resources)) expect(lifecycle).toEqual({ prevent_destroy: true });
  });

  it('may go where the environment names it', () => {
    const named = synthesized(eksEnvironment({ 'platform/destroyable': ['network'] })).resources;
    expect(vital(named)).toHaveLength(10);
    for (const [, { lifecycle }] of vital(named)) expect(lifecycle).toBeUndefined();
  });

  it('is not let go because something else may', () => {
    const other = synthesized(eksEnvironment({ 'platform/destroyable': ['cluster', 'kafka-nodes'] })).resources;
    for (const [, { lifecycle }] of vital(other)) expect(lifecycle).toEqual({ prevent_destroy: true });
  });
});

describe('names', () => {
  it('begin with the environment’s, of everything that has one', () => {
    const nameless = ['aws_kms_key', 'aws_kms_alias', 'aws_route', 'aws_route_table_association'];
    for (const [type, byName] of Object.entries(resources)) {
      for (const { name, tags } of Object.values(byName)) {
        if (!nameless.includes(type)) expect(name ?? tags?.Name).toMatch(/^eks-prod(-|$)/);
      }
    }
    expect(ofType(resources, 'aws_kms_alias').map(([, { name }]) => name)).toEqual(['alias/eks-prod-flow-logs']);
  });
});
