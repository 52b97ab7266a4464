import { AwsMock } from './aws-mock';
import { Stacks, StandIn, type Applied, type StackJson } from './stand-in';

/** moto and the AWS CLI are fetched from PyPI when they are not there. */
jest.setTimeout(600_000);

interface Tagged {
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}
interface Subnet extends Tagged {
  readonly SubnetId: string;
  readonly CidrBlock: string;
  readonly AvailabilityZone: string;
}
interface RouteTable {
  readonly Associations: readonly { readonly SubnetId?: string }[];
  readonly Routes: readonly { readonly DestinationCidrBlock?: string; readonly NatGatewayId?: string }[];
}
interface Nodegroup {
  readonly nodegroup: { readonly nodegroupName: string; readonly subnets: readonly string[] };
}
interface Role {
  readonly RoleName: string;
  readonly Path: string;
  readonly AssumeRolePolicyDocument: {
    readonly Statement: readonly { readonly Principal: Readonly<Record<string, string | readonly string[]>> }[];
  };
}

const nameOf = ({ Tags = [] }: Tagged): string => Tags.find(({ Key }) => Key === 'Name')?.Value ?? '';

/** Addresses of a stack's resources of AWS. */
const addressesOf = ({ resource }: StackJson): string[] =>
  Object.entries(resource)
    .filter(([type]) => type.startsWith('aws_'))
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));

/** First and last address of a network, as numbers. */
function rangeOf(cidr: string): readonly [number, number] {
  const [address = '', bits = '32'] = cidr.split('/');
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(bits)) - 1];
}

/**
 * The stacks' resources of AWS made with the AWS API, as a mock has it, by a program that stands in for Terraform's provider.
 * AWS's own models hold every request; the mock's own checks are fewer than AWS's.
 */
describe('the stacks, made in a mock of AWS', () => {
  let mock: AwsMock;
  let stacks: Stacks;
  let bootstrap: { readonly stack: StandIn; readonly applied: Applied };
  let eks: { readonly stack: StandIn; readonly applied: Applied };

  const made = async (name: string) => {
    const stack = new StandIn(mock, stacks.json(name), stacks.folder);
    return { stack, applied: await stack.apply() };
  };
  const ec2 = <T>(operation: string, ...more: string[]): Promise<T> => mock.ask(['ec2', operation, ...more]);
  const inVpc = async (): Promise<string[]> => {
    const filter = 'Name=tag:millrace:environment,Values=eks-prod';
    const { Vpcs } = await ec2<{ Vpcs: { VpcId: string }[] }>('describe-vpcs', '--filters', filter);
    expect(Vpcs).toHaveLength(1);
    return ['--filters', `Name=vpc-id,Values=${Vpcs[0]?.VpcId}`];
  };
  const subnets = async (): Promise<readonly Subnet[]> =>
    (await ec2<{ Subnets: Subnet[] }>('describe-subnets', ...(await inVpc()))).Subnets;

  beforeAll(async () => {
    stacks = await Stacks.synthesized();
    mock = await AwsMock.start();
    bootstrap = await made('bootstrap');
    eks = await made('eks-prod');
  });
  afterAll(async () => {
    await mock?.stop();
    stacks?.remove();
  });

  it('are taken whole: each resource of AWS is created, but for what the mock has not', () => {
    expect([...bootstrap.applied.created].sort()).toEqual(addressesOf(stacks.json('bootstrap')).sort());
    const { created, not_sent: notSent } = eks.applied;
    expect([...created, ...notSent].sort()).toEqual(addressesOf(stacks.json('eks-prod')).sort());
    const types = new Set(notSent.map((address) => address.split('.')[0]));
    expect([...types].sort()).toEqual(['aws_eks_addon', 'aws_eks_pod_identity_association']);
  });

  it('are there: a second run creates nothing, and after one has gone it creates that one', async () => {
    for (const { stack, applied } of [bootstrap, eks]) {
      const again = await stack.apply();
      expect(again.created).toEqual([]);
      expect(again.kept).toHaveLength(applied.created.length + applied.not_sent.length);
    }
    await mock.ask(['logs', 'delete-log-group', '--log-group-name', 'eks-prod-flow-logs']);
    const { created } = await eks.stack.apply();
    expect(created).toEqual([expect.stringMatching(/^aws_cloudwatch_log_group\.network_flow-logs_group/)]);
  });

  it('have each subnet in the zone of its name, and none over another', async () => {
    const all = await subnets();
    expect(all).toHaveLength(9);
    for (const subnet of all) expect(nameOf(subnet)).toMatch(new RegExp(`-${subnet.AvailabilityZone}$`));
    expect(new Set(all.map(({ AvailabilityZone }) => AvailabilityZone)).size).toBe(3);
    const ranges = all.map(({ CidrBlock }) => rangeOf(CidrBlock)).sort(([one], [other]) => one - other);
    ranges.slice(1).forEach(([first], at) => expect(first).toBeGreaterThan(ranges[at]?.[1] ?? Infinity));
  });

  it('send each private subnet through the NAT gateway of its own zone, and the inner ones nowhere', async () => {
    const all = await subnets();
    const zoneOf = (id?: string): string | undefined => all.find(({ SubnetId }) => SubnetId === id)?.AvailabilityZone;
    const { NatGateways } = await ec2<{ NatGateways: { NatGatewayId: string; SubnetId: string }[] }>(
      'describe-nat-gateways',
    );
    const { RouteTables } = await ec2<{ RouteTables: RouteTable[] }>('describe-route-tables', ...(await inVpc()));
    const gatewayZoneOf = (subnet: string): string | undefined => {
      const table = RouteTables.find(({ Associations }) => Associations.some(({ SubnetId }) => SubnetId === subnet));
      const gateway = table?.Routes.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0');
      return zoneOf(NatGateways.find(({ NatGatewayId }) => NatGatewayId === gateway?.NatGatewayId)?.SubnetId);
    };
    const named = (kind: string): readonly Subnet[] => all.filter((subnet) => nameOf(subnet).includes(`-${kind}-`));
    expect(named('private')).toHaveLength(3);
    for (const { SubnetId, AvailabilityZone } of named('private'))
      expect(gatewayZoneOf(SubnetId)).toBe(AvailabilityZone);
    expect(named('intra').map(({ SubnetId }) => gatewayZoneOf(SubnetId))).toEqual(Array(3).fill(undefined));
  });

  it('have the nodes of Kafka in one zone each, all three of them', async () => {
    const all = await subnets();
    const { nodegroups } = await mock.ask<{ nodegroups: string[] }>([
      ...['eks', 'list-nodegroups', '--cluster-name', 'eks-prod'],
    ]);
    const zones: string[] = [];
    for (const name of nodegroups.filter((one) => one.includes('kafka'))) {
      const asked = ['eks', 'describe-nodegroup', '--cluster-name', 'eks-prod', '--nodegroup-name', name];
      const { nodegroup } = await mock.ask<Nodegroup>(asked);
      const of = nodegroup.subnets.map((id) => all.find(({ SubnetId }) => SubnetId === id)?.AvailabilityZone ?? '');
      expect({ name, zone: of }).toEqual({ name, zone: [expect.stringMatching(/^[a-z]{2}-[a-z]+-\d[a-z]$/)] });
      expect(name).toContain(of[0]);
      zones.push(...of);
    }
    expect(new Set(zones).size).toBe(3);
  });

  it('have a cluster that encrypts its secrets and names who may ask its API from outside', async () => {
    const { cluster } = await mock.ask<{ cluster: Record<string, unknown> }>([
      ...['eks', 'describe-cluster', '--name', 'eks-prod'],
    ]);
    expect(cluster).toMatchObject({
      version: '1.35',
      encryptionConfig: [
        { resources: ['secrets'], provider: { keyArn: expect.stringMatching(/^arn:aws:kms:/) as string } },
      ],
      resourcesVpcConfig: { endpointPrivateAccess: true, publicAccessCidrs: expect.any(Array) as unknown[] },
    });
    expect(JSON.stringify(cluster)).not.toContain('0.0.0.0/0');
  });

  it('have roles that only a service of AWS takes, or GitHub', async () => {
    const { Roles } = await mock.ask<{ Roles: Role[] }>(['iam', 'list-roles', '--path-prefix', '/millrace']);
    const of = (path: string): string[] =>
      Roles.filter(({ Path }) => Path === path).flatMap(({ AssumeRolePolicyDocument: { Statement } }) =>
        Statement.flatMap(({ Principal }) => Object.keys(Principal)),
      );
    expect(of('/millrace/')).toEqual(Array(7).fill('Service'));
    expect(of('/millrace-ci/')).toEqual(Array(3).fill('Federated'));
    expect(Roles).toHaveLength(10);
  });

  it('have repositories of images whose tags stay what they are', async () => {
    const { repositories } = await mock.ask<{ repositories: Record<string, unknown>[] }>([
      ...['ecr', 'describe-repositories'],
    ]);
    expect(repositories).toHaveLength(3);
    for (const one of repositories)
      expect(one).toMatchObject({ imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } });
  });

  it('go in the order of their references, each delete taken, and leave nothing', async () => {
    const { created, not_sent: notSent } = eks.applied;
    const gone = await eks.stack.destroy();
    expect([...gone].sort()).toEqual([...created, ...notSent].sort());
    const { Vpcs } = await ec2<{ Vpcs: object[] }>('describe-vpcs', '--filters', 'Name=is-default,Values=false');
    expect(Vpcs).toEqual([]);
    expect((await mock.ask<{ clusters: string[] }>(['eks', 'list-clusters'])).clusters).toEqual([]);
    expect(await bootstrap.stack.destroy()).toHaveLength(bootstrap.applied.created.length);
    const { Roles } = await mock.ask<{ Roles: Role[] }>(['iam', 'list-roles', '--path-prefix', '/millrace']);
    expect(Roles).toEqual([]);
  });
});
