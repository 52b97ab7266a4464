import { AwsMock } from './aws-mock';
import { refusalsOf, Stacks, StandIn, type StackJson } from './stand-in';

/** moto and the AWS CLI are fetched from PyPI when they are not there. */
jest.setTimeout(600_000);

type Block = Record<string, unknown>;

/** A resource of the copy, by a part of its name. */
function found({ resource }: StackJson, type: string, part: string): Block {
  const [, block] = Object.entries(resource[type] ?? {}).find(([name]) => name.includes(part)) ?? [];
  if (block === undefined) throw new Error(`no ${type} with ${part} in its name`);
  return block;
}

const document = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });

const reading = { Action: ['s3:GetObject'], Resource: ['*'] };

/** What is planted: type, part of the name, its arguments; and the words of the refusal. */
const cases: readonly (readonly [string, string, string, Block, RegExp])[] = [
  [
    'a network over another',
    'aws_subnet',
    'intra-us-east-1b',
    { cidr_block: '10.0.196.0/24' },
    /InvalidSubnet.Conflict/,
  ],
  [
    'a subnet outside of its VPC',
    'aws_subnet',
    'intra-us-east-1b',
    { cidr_block: '10.9.0.0/24' },
    /InvalidSubnet.Range/,
  ],
  [
    'a zone that is none',
    'aws_subnet',
    'intra-us-east-1b',
    { availability_zone: 'us-east-1z', cidr_block: '10.0.250.0/24' },
    /us-east-1z/,
  ],
  [
    'rights with a misspelt effect',
    'aws_iam_role_policy',
    'autoscaler',
    { policy: document({ ...reading, Effect: 'Alow' }) },
    /MalformedPolicyDocument/,
  ],
  [
    'rights longer than IAM takes',
    'aws_iam_role_policy',
    'autoscaler',
    { policy: document({ ...reading, Resource: ['arn:aws:s3:::'.padEnd(11_000, 'x')] }) },
    /LimitExceeded/,
  ],
  [
    'trust that gives rights',
    'aws_iam_role',
    'autoscaler',
    { assume_role_policy: document({ Principal: { Service: ['a'] }, Action: ['s3:GetObject'] }) },
    /MalformedPolicyDocument/,
  ],
  ['a key of nobody', 'aws_kms_key', 'flow-logs', { policy: document(reading) }, /without a Principal/],
  [
    'a policy that AWS has not among its own',
    'aws_iam_role_policy_attachment',
    'CNI',
    { policy_arn: 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Polcy' },
    /NoSuchEntity/,
  ],
  ['an image type that EKS has not', 'aws_eks_node_group', 'apps', { ami_type: 'AL2023_x86' }, /none of AMITypes/],
  [
    "Kubernetes' word for EKS's",
    'aws_eks_node_group',
    'kafka',
    { taint: [{ effect: 'NoSchedule', key: 'a' }] },
    /TaintEffect/,
  ],
  ['an instance type that EC2 has not', 'aws_launch_template', 'apps', { instance_type: 'm6i.huge' }, /InstanceType/],
  [
    'a service without an endpoint',
    'aws_vpc_endpoint',
    'sts',
    { service_name: 'com.amazonaws.us-east-1.st' },
    /InvalidServiceName/,
  ],
  [
    'an add-on that settles conflicts otherwise',
    'aws_eks_addon',
    'coredns',
    { resolve_conflicts_on_create: 'WIN' },
    /ResolveConflicts/,
  ],
  ['an argument that AWS has not', 'aws_eks_cluster', 'cluster', { protected: true }, /has no such member/],
  ['a subnet that is not there', 'aws_nat_gateway', '1a', { subnet_id: 'subnet-1' }, /InvalidSubnetID.NotFound/],
  [
    'a reference to nothing',
    'aws_nat_gateway',
    '1a',
    { subnet_id: '${aws_subnet.none.id}' },
    /which the stack has not/,
  ],
  ['a cycle', 'aws_vpc', 'vpc', { depends_on: ['terraform_data.emptied-network'] }, /a cycle: /],
];

describe('what the mock of AWS, or its model, does not take', () => {
  let mock: AwsMock;
  let stacks: Stacks;
  let refusals: readonly (string | null)[];
  beforeAll(async () => {
    stacks = await Stacks.synthesized();
    mock = await AwsMock.start();
    const copies = cases.map(([, type, part, planted]) => {
      const stack = stacks.json('eks-prod');
      Object.assign(found(stack, type, part), planted);
      return stack;
    });
    refusals = await refusalsOf(mock, stacks.json('eks-prod'), copies, stacks.folder);
    await mock.reset();
  });
  afterAll(async () => {
    await mock?.stop();
    stacks?.remove();
  });

  it.each(cases.map(([name, type, , , words], at) => ({ name, type, words, at })))(
    'rejects $name, by its address',
    ({ type, words, at }) => {
      expect(refusals[at]).toMatch(words);
      // A cycle, and a reference to nothing, are refused before any resource.
      expect(refusals[at]).toMatch(new RegExp(`^(${type}\\.|the stack: )`));
    },
  );

  it('rejects the deletion of a subnet that a NAT gateway is in', async () => {
    const stack = stacks.json('eks-prod');
    const nat = found(stack, 'aws_nat_gateway', '1a');
    const name = Object.keys(stack.resource['aws_subnet'] ?? {}).find((one) => one.includes('public-us-east-1a'));
    const whole = new StandIn(mock, stack, stacks.folder);
    await whole.apply();
    const filter = `Name=tag:Name,Values=eks-prod-public-us-east-1a`;
    const { Subnets } = await mock.ask<{ Subnets: { SubnetId: string }[] }>([
      'ec2',
      'describe-subnets',
      '--filters',
      filter,
    ]);
    const subnet = found(stack, 'aws_subnet', 'public-us-east-1a');
    const [natName] = Object.keys(stack.resource['aws_nat_gateway'] ?? {}).filter((one) => one.includes('1a'));
    // The other way round than the reference has it: the subnet goes first.
    nat['subnet_id'] = Subnets[0]?.SubnetId;
    subnet['depends_on'] = [`aws_nat_gateway.${natName}`];
    await expect(whole.with(stack).destroy()).rejects.toThrow(`aws_subnet.${name}: DependencyViolation`);
  });
});
