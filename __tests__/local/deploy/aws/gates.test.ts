import { AwsCli } from '../../../../local/deploy/aws/aws-cli';
import { awaitApi } from '../../../../local/deploy/aws/await-api';
import { emptyNetwork } from '../../../../local/deploy/aws/empty-network';
import { awsGates } from '../../../../local/deploy/aws/gates';
import { principalOf } from '../../../../local/deploy/aws/identity';
import { liftProtection } from '../../../../local/deploy/aws/lift-protection';
import { tellVolumes } from '../../../../local/deploy/aws/tell-volumes';
import { DeployError } from '../../../../local/deploy/deploy-error';
import { FakeClock } from '../fake-cluster';
import { FakeAws, type Answer, type Answers } from './fake-aws';

let fake: FakeAws | undefined;
afterEach(() => fake?.remove());

const region = 'eu-central-1';
const cluster = 'eks-test';
const eks = { cluster, region, endpoint: 'https://abc.eks.amazonaws.com', certificateAuthority: 'YWJj' };

function waiting(timeoutSeconds = 60) {
  const lines: string[] = [];
  const say = (line: string): unknown => lines.push(line);
  const clock = new FakeClock();
  return { lines, clock, wait: { timeoutSeconds, clock, say, pollMs: 10_000 } };
}

function awsOf(answers: Answers): { aws: AwsCli; asked: FakeAws } {
  const asked = (fake = new FakeAws(answers));
  return { aws: new AwsCli(asked.commands, region), asked };
}

async function refusal(work: Promise<unknown>): Promise<DeployError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeployError) return error;
  throw new Error(`no DeployError but ${String(error)}`);
}

const me = { Account: '111122223333', Arn: 'arn:aws:sts::111122223333:assumed-role/Deployer/me', UserId: 'x' };

describe('awaitApi', () => {
  const asking = (kubectl: readonly Answer[], seconds = 60) => {
    const asked = (fake = new FakeAws({ 'sts get-caller-identity': [me] }, kubectl));
    const { wait, lines } = waiting(seconds);
    const props = {
      commands: asked.commands,
      flags: ['--kubeconfig', 'k'],
      askAddress: () => Promise.resolve('1.2.3.4'),
    };
    return { asked, lines, done: awaitApi({ eks, timeoutSeconds: seconds }, props, wait) };
  };
  const yes = { says: 'yes' };
  const refused = { fails: 'Unable to connect to the server: dial tcp 10.0.1.2:443: i/o timeout' };

  it('asks whether everything is allowed, until it is', async () => {
    const { asked, lines, done } = asking([refused, { fails: 'error: You must be logged in (Unauthorized)' }, yes]);
    await done;
    expect(asked.calls('kubectl')).toEqual(
      Array(3).fill('--kubeconfig k --request-timeout=10s auth can-i * * --all-namespaces'),
    );
    expect(lines.at(0)).toMatch(/waiting for the API of eks-test .*i\/o timeout/);
    expect(lines.at(-1)).toBe('the API answers');
  });

  it('rejects an API that does not answer, with the address to name', async () => {
    const error = await refusal(asking([refused]).done);
    expect(error.code).toBe('DEPLOY_API_UNREACHABLE');
    expect(error.message).toMatch(/i\/o timeout/);
    expect(error.message).toMatch(/Name 1\.2\.3\.4\/32, which you come from, in platform\.apiServerCidrs/);
  });

  it.each([
    ['Unauthorized', { fails: 'error: You must be logged in to the server (Unauthorized)' }],
    ['not everything', { says: 'no', fails: '' }],
  ])('rejects whoever may not administer it, by name: %s', async (_name, answer) => {
    const error = await refusal(asking([answer]).done);
    expect(error.code).toBe('DEPLOY_API_DENIED');
    expect(error.message).toContain(me.Arn);
    expect(error.message).toContain('name arn:aws:iam::111122223333:role/Deployer (a role with its path)');
  });

  it.each([
    [
      'DEPLOY_CREDENTIALS_MISSING',
      'Unable to locate credentials. You can configure credentials by running "aws configure".',
    ],
    ['DEPLOY_CREDENTIALS_MISSING', 'Error when retrieving token from sso: Token has expired and refresh failed'],
    ['DEPLOY_TOOL_MISSING', 'getting credentials: exec: executable aws not found'],
  ])('rejects at once what no waiting mends: %s', async (code, fails) => {
    const { asked, done } = asking([{ fails }]);
    expect((await refusal(done)).code).toBe(code);
    expect(asked.calls('kubectl')).toHaveLength(1);
  });
});

describe('principalOf', () => {
  it('names the role of a session, and a user as it is', () => {
    expect(principalOf('arn:aws-cn:sts::1:assumed-role/A/b')).toBe('arn:aws-cn:iam::1:role/A');
    expect(principalOf('arn:aws:iam::1:user/a')).toBe('arn:aws:iam::1:user/a');
  });
});

describe('liftProtection', () => {
  const request = { cluster, region, timeoutSeconds: 60 };
  const described = (deletionProtection: boolean) => ({ cluster: { name: cluster, deletionProtection } });
  const update = (status: string, more: object = {}) => ({ update: { id: 'u1', status, ...more } });

  it.each([
    ['one that is not protected', [described(false)]],
    ['one that is gone', [{ fails: 'ResourceNotFoundException: No cluster found for name: eks-test.' }]],
  ])('leaves %s alone', async (_name, answers) => {
    const { aws, asked } = awsOf({ 'eks describe-cluster': answers });
    await liftProtection(aws, request, waiting().wait);
    expect(asked.calls()).toHaveLength(1);
  });

  it('switches it off and waits until that is done', async () => {
    const { aws, asked } = awsOf({
      'eks describe-cluster': [described(true)],
      'eks update-cluster-config': [update('InProgress')],
      'eks describe-update': [update('InProgress'), update('Successful')],
    });
    const { wait, lines } = waiting();
    await liftProtection(aws, request, wait);
    expect(asked.callsOf('eks update-cluster-config')[0]).toMatch(
      /^eks update-cluster-config --name eks-test --no-deletion-protection --region eu-central-1 /,
    );
    expect(asked.callsOf('eks describe-update')[0]).toMatch(/--name eks-test --update-id u1 /);
    expect(lines.at(-1)).toBe("the cluster's deletion protection is off");
  });

  it.each([
    ['fails', update('Failed', { errors: [{ errorMessage: 'access denied' }] }), /access denied/],
    ['never ends', update('InProgress'), /not off after 60 s/],
  ])('rejects an update that %s', async (_name, answer, message) => {
    const { aws } = awsOf({
      'eks describe-cluster': [described(true)],
      'eks update-cluster-config': [update('InProgress')],
      'eks describe-update': [answer],
    });
    const error = await refusal(liftProtection(aws, request, waiting().wait));
    expect(error.code).toBe('DEPLOY_PROTECTION_KEPT');
    expect(error.message).toMatch(message);
  });
});

describe('emptyNetwork', () => {
  const request = { cluster, region, vpcId: 'vpc-1', timeoutSeconds: 60 };
  const eni = (id: string, more: object) => ({ NetworkInterfaceId: id, Status: 'available', TagSet: [], ...more });
  const own = [
    eni('eni-nat', { InterfaceType: 'nat_gateway', Status: 'in-use' }),
    eni('eni-s3', { InterfaceType: 'vpc_endpoint', Status: 'in-use' }),
  ];
  const interfaces = (...more: readonly object[]) => ({ NetworkInterfaces: [...own, ...more] });
  const balancers = (...LoadBalancers: readonly object[]) => ({ LoadBalancers });
  const nlb = (name: string, VpcId = 'vpc-1') => ({ LoadBalancerArn: `arn:${name}`, LoadBalancerName: name, VpcId });
  const noGroups = { 'ec2 describe-security-groups': [{ SecurityGroups: [] }] };
  const cni = eni('eni-cni', { Description: 'aws-K8S-i-0123' });

  it("asks about this VPC only, and takes the network's own interfaces for none of the cluster's", async () => {
    const { aws, asked } = awsOf({
      'elbv2 describe-load-balancers': [balancers(nlb('elsewhere', 'vpc-2'))],
      'ec2 describe-network-interfaces': [interfaces()],
      ...noGroups,
    });
    const { wait, lines } = waiting();
    await emptyNetwork(aws, request, wait);
    expect(asked.callsOf('ec2 describe-network-interfaces')[0]).toContain('--filters Name=vpc-id,Values=vpc-1 ');
    expect(asked.calls().filter((call) => call.includes('delete-'))).toEqual([]);
    expect(lines).toEqual(['nothing of the cluster is left in vpc-1']);
  });

  it('waits for load balancers and their interfaces', async () => {
    const { aws } = awsOf({
      'elbv2 describe-load-balancers': [balancers(nlb('k8s-kafka')), balancers()],
      'ec2 describe-network-interfaces': [
        interfaces(eni('eni-lb', { Description: 'ELB net/k8s-kafka/1', Status: 'in-use' })),
        interfaces(eni('eni-lb', { Description: 'ELB net/k8s-kafka/1' })),
        interfaces(),
      ],
      ...noGroups,
    });
    const { wait, lines, clock } = waiting();
    await emptyNetwork(aws, request, wait);
    expect(clock.now()).toBe(20_000);
    expect(lines[0]).toBe(
      'waiting for load balancer k8s-kafka (nothing has deleted it), network interface eni-lb (ELB net/k8s-kafka/1) (it is in-use)',
    );
  });

  it('deletes what the VPC CNI of this cluster left behind, and nothing else', async () => {
    const tagged = (id: string, owner: string, more: object = {}) =>
      eni(id, { TagSet: [{ Key: 'cluster.k8s.amazonaws.com/name', Value: owner }], ...more });
    const others = [
      tagged('eni-other', 'another', { Description: 'aws-K8S-i-0456' }),
      tagged('eni-busy', cluster, { Status: 'in-use' }),
      eni('eni-somebody', { Description: 'of somebody' }),
    ];
    const { aws, asked } = awsOf({
      'elbv2 describe-load-balancers': [balancers()],
      'ec2 describe-network-interfaces': [interfaces(cni, tagged('eni-mine', cluster), ...others), interfaces()],
      'ec2 delete-network-interface': [{}],
      ...noGroups,
    });
    await emptyNetwork(aws, request, waiting().wait);
    expect(asked.callsOf('ec2 delete-').map((call) => call.split(' ')[3])).toEqual(['eni-cni', 'eni-mine']);
  });

  it("deletes the load balancer controller's security groups, once nothing is in them", async () => {
    const group = { GroupId: 'sg-1', GroupName: 'k8s-traffic-eks-test' };
    const { aws, asked } = awsOf({
      'elbv2 describe-load-balancers': [balancers(nlb('k8s-kafka')), balancers()],
      'ec2 describe-network-interfaces': [interfaces()],
      'ec2 describe-security-groups': [{ SecurityGroups: [group] }],
      'ec2 delete-security-group': [{ fails: 'DependencyViolation' }, {}],
    });
    await emptyNetwork(aws, request, waiting().wait);
    expect(asked.callsOf('ec2 describe-security-groups')[0]).toContain(
      'Name=vpc-id,Values=vpc-1 Name=tag:elbv2.k8s.aws/cluster,Values=eks-test',
    );
    const order = asked.calls().map((call) => call.split(' ')[1]);
    const before = order.slice(0, order.indexOf('describe-security-groups'));
    expect(before.filter((operation) => operation === 'describe-load-balancers')).toHaveLength(2);
    expect(order.filter((operation) => operation === 'delete-security-group')).toHaveLength(2);
  });

  it('rejects what stays, each with the command that removes it', async () => {
    const { aws } = awsOf({
      'elbv2 describe-load-balancers': [balancers(nlb('k8s-kafka'))],
      'ec2 describe-network-interfaces': [interfaces(eni('eni-x', { Description: 'of somebody', Status: 'in-use' }))],
      ...noGroups,
    });
    const error = await refusal(emptyNetwork(aws, request, waiting().wait));
    expect(error.code).toBe('DEPLOY_NETWORK_NOT_EMPTY');
    expect(error.message).toContain(
      'aws elbv2 delete-load-balancer --load-balancer-arn arn:k8s-kafka --region eu-central-1',
    );
    expect(error.message).toContain(
      '  - network interface eni-x (of somebody): it is in-use\n      aws ec2 delete-network-interface --network-interface-id eni-x --region eu-central-1',
    );
  });

  it('rejects at once when there are no credentials', async () => {
    const { aws, asked } = awsOf({ 'elbv2 describe-load-balancers': [{ fails: 'Unable to locate credentials' }] });
    const error = await refusal(emptyNetwork(aws, request, waiting().wait));
    expect(error.code).toBe('DEPLOY_CREDENTIALS_MISSING');
    expect(asked.calls()).toHaveLength(1);
  });
});

describe('tellVolumes', () => {
  const request = { environment: 'eks-test', region };
  const told = async (answer: Answer): Promise<{ lines: string[]; asked: FakeAws }> => {
    const { aws, asked } = awsOf({ 'ec2 describe-volumes': [answer] });
    const lines: string[] = [];
    await tellVolumes(aws, request, (line) => void lines.push(line));
    return { lines, asked };
  };
  const volume = { VolumeId: 'vol-1', Size: 1000, AvailabilityZone: 'eu-central-1a', State: 'available' };
  const claim = [
    { Key: 'kubernetes.io/created-for/pvc/namespace', Value: 'millrace' },
    { Key: 'kubernetes.io/created-for/pvc/name', Value: 'data-0' },
  ];

  it('lists each with size, zone, claim and the command that removes it', async () => {
    const Volumes = [
      { ...volume, Tags: claim },
      { ...volume, VolumeId: 'vol-2' },
      { ...volume, VolumeId: 'vol-3', State: 'deleting' },
    ];
    const { lines, asked } = await told({ Volumes });
    expect(asked.calls()[0]).toContain('--filters Name=tag:millrace:environment,Values=eks-test --region eu-central-1');
    expect(lines[0]).toMatch(/^volumes of 'eks-test' that stay on purpose, .*: 2 of 2000 GiB in all/);
    expect(lines.slice(1)).toEqual([
      '  vol-1  1000 GiB  eu-central-1a  available  millrace/data-0',
      '      aws ec2 delete-volume --region eu-central-1 --volume-id vol-1',
      '  vol-2  1000 GiB  eu-central-1a  available  of no claim',
      '      aws ec2 delete-volume --region eu-central-1 --volume-id vol-2',
    ]);
  });

  it('says so when there is none', async () => {
    expect((await told({ Volumes: [] })).lines).toEqual(["no volume of 'eks-test' is left"]);
  });

  it.each([
    ['AWS refuses', { fails: 'AccessDenied' }],
    ['the answer is another', { Disks: [] }],
  ])('does not fail when %s, and says how to ask', async (_name, answer) => {
    const { lines } = await told(answer);
    expect(lines.at(-1)).toBe(
      '  aws ec2 describe-volumes --region eu-central-1 --filters Name=tag:millrace:environment,Values=eks-test',
    );
  });
});

describe('awsGates', () => {
  it.each([
    ['await-api', { eks: { ...eks, endpoint: 'http://abc' }, timeoutSeconds: 60 }],
    ['lift-protection', { cluster, region, timeoutSeconds: 0 }],
    ['empty-network', { cluster, region, timeoutSeconds: 60 }],
    ['tell-volumes', { environment: 'eks-test', region, more: true }],
  ] as const)('rejects a request of %s that is not its own', async (command, request) => {
    const { asked } = awsOf({});
    const out = { write: () => undefined };
    const askAddress = () => Promise.resolve(undefined);
    const props = { text: JSON.stringify(request), commands: asked.commands, clock: new FakeClock(), askAddress, out };
    expect((await refusal(awsGates[command](props))).code).toBe('DEPLOY_GATE_INVALID');
    expect(asked.calls()).toEqual([]);
  });
});
