import { emptyNetwork } from '../../../../local/deploy/aws/empty-network';
import { awsOf, cluster, refusal, region, waiting } from './asking';

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
  const ofOurs = [{ Key: 'millrace:environment', Value: cluster }];
  /** The network's own, which stay for Terraform. */
  const noGroups = {
    'ec2 describe-security-groups': [
      {
        SecurityGroups: [
          { GroupId: 'sg-0', GroupName: 'default' },
          { GroupId: 'sg-9', GroupName: 'eks-test-endpoints', Tags: ofOurs },
        ],
      },
    ],
    'ec2 describe-vpc-endpoints': [
      { VpcEndpoints: [{ VpcEndpointId: 'vpce-0', ServiceName: 's3', State: 'available', Tags: ofOurs }] },
    ],
  };
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
    const Tags = [{ Key: 'elbv2.k8s.aws/cluster', Value: cluster }];
    const group = { GroupId: 'sg-1', GroupName: 'k8s-traffic-eks-test', Tags };
    const { aws, asked } = awsOf({
      'elbv2 describe-load-balancers': [balancers(nlb('k8s-kafka')), balancers()],
      'ec2 describe-network-interfaces': [interfaces()],
      ...noGroups,
      'ec2 describe-security-groups': [{ SecurityGroups: [group] }],
      'ec2 delete-security-group': [{ fails: 'DependencyViolation' }, {}],
    });
    await emptyNetwork(aws, request, waiting().wait);
    expect(asked.callsOf('ec2 describe-security-groups')[0]).toContain('--filters Name=vpc-id,Values=vpc-1 ');
    const order = asked.calls().map((call) => call.split(' ')[1]);
    const before = order.slice(0, order.indexOf('delete-security-group'));
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

  it('rejects what others have put into the VPC, with its commands, and touches none of it', async () => {
    const guard = {
      ServiceName: 'com.amazonaws.eu-central-1.guardduty-data',
      Tags: [{ Key: 'GuardDutyManaged', Value: 'true' }],
    };
    const balancer = [{ Key: 'elbv2.k8s.aws/cluster', Value: 'another' }];
    const { aws, asked } = awsOf({
      'elbv2 describe-load-balancers': [balancers()],
      'ec2 describe-network-interfaces': [interfaces()],
      'ec2 describe-vpc-endpoints': [
        {
          VpcEndpoints: [
            ...noGroups['ec2 describe-vpc-endpoints'].flatMap(({ VpcEndpoints }) => VpcEndpoints),
            { VpcEndpointId: 'vpce-1', State: 'available', ...guard },
            { VpcEndpointId: 'vpce-2', State: 'deleted', ...guard },
          ],
        },
      ],
      'ec2 describe-security-groups': [
        {
          SecurityGroups: [
            ...noGroups['ec2 describe-security-groups'].flatMap(({ SecurityGroups }) => SecurityGroups),
            { GroupId: 'sg-1', GroupName: 'GuardDutyManagedSecurityGroup-vpc-1' },
            { GroupId: 'sg-2', GroupName: 'k8s-other', Tags: balancer },
          ],
        },
      ],
    });
    const { wait, clock } = waiting();
    const { message } = await refusal(emptyNetwork(aws, request, wait));
    expect(clock.now()).toBe(0);
    expect(message).toContain('still in it and nothing here removes it:');
    expect(message.split('\n').slice(1, -1)).toEqual([
      '  - VPC endpoint vpce-1 (com.amazonaws.eu-central-1.guardduty-data): it is available, and not of this environment',
      '      aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-1 --region eu-central-1',
      '  - security group sg-1 (GuardDutyManagedSecurityGroup-vpc-1): it is not of this environment',
      '      aws ec2 delete-security-group --group-id sg-1 --region eu-central-1',
      '  - security group sg-2 (k8s-other): it is not of this environment',
      '      aws ec2 delete-security-group --group-id sg-2 --region eu-central-1',
    ]);
    expect(asked.calls().filter((call) => call.includes(' delete-'))).toEqual([]);
  });

  const foreign = { VpcEndpointId: 'vpce-1', State: 'available', ServiceName: 'guardduty-data' };
  const onlyForeign = { VpcEndpoints: [foreign] };

  it("waits beside what is others' for what goes by itself, and no longer", async () => {
    const { aws, asked } = awsOf({
      'elbv2 describe-load-balancers': [balancers(nlb('k8s-kafka')), balancers()],
      'ec2 describe-network-interfaces': [interfaces()],
      ...noGroups,
      'ec2 describe-vpc-endpoints': [onlyForeign],
    });
    const { wait, clock } = waiting();
    const { message } = await refusal(emptyNetwork(aws, request, wait));
    expect(clock.now()).toBe(10_000);
    expect(message).toContain('VPC endpoint vpce-1');
    expect(message).not.toContain('k8s-kafka');
    expect(asked.callsOf('elbv2')).toHaveLength(2);
  });

  const ofEks = {
    GroupId: 'sg-1',
    GroupName: 'eks-cluster-sg-eks-test-1',
    Tags: [{ Key: 'aws:eks:cluster-name', Value: cluster }],
  };
  it.each([
    [
      "others' endpoint that is being deleted",
      { 'ec2 describe-vpc-endpoints': [{ VpcEndpoints: [{ ...foreign, State: 'deleting' }] }, { VpcEndpoints: [] }] },
      /vpce-1 .*it is deleting/,
    ],
    [
      'the group that EKS deletes with the cluster',
      { 'ec2 describe-security-groups': [{ SecurityGroups: [ofEks] }, { SecurityGroups: [] }] },
      /sg-1 .*EKS has not deleted it yet/,
    ],
  ])('waits for %s', async (_name, answers, told) => {
    const { aws } = awsOf({
      'elbv2 describe-load-balancers': [balancers()],
      'ec2 describe-network-interfaces': [interfaces()],
      ...noGroups,
      ...answers,
    });
    const { wait, clock, lines } = waiting();
    await emptyNetwork(aws, request, wait);
    expect(clock.now()).toBe(10_000);
    expect(lines[0]).toMatch(told);
  });

  it('rejects at once when there are no credentials', async () => {
    const { aws, asked } = awsOf({ 'elbv2 describe-load-balancers': [{ fails: 'Unable to locate credentials' }] });
    const error = await refusal(emptyNetwork(aws, request, waiting().wait));
    expect(error.code).toBe('DEPLOY_CREDENTIALS_MISSING');
    expect(asked.calls()).toHaveLength(1);
  });
});
