import type { Statement } from '../../../modules/aws/policy-document';
import { autoscalerRights } from '../../../modules/controllers/cluster-autoscaler';
import { loadBalancerRights } from '../../../modules/controllers/load-balancer-rights';

const place = { cluster: 'eks-prod', region: 'us-east-1', account: '123456789012' } as const;
const balancers = loadBalancerRights(place);
const scaling = autoscalerRights(place);

const reads = (action: string): boolean => /^\w+:(Describe|Get)/.test(action);
const changing = (statements: readonly Statement[]): Statement[] =>
  statements.filter(({ actions }) => !actions.every(reads));

/** Does it hold for the cluster's own things only, by a tag that they have or are given? */
const isOwn = ({ conditions }: Statement): boolean =>
  ['aws:ResourceTag', 'aws:RequestTag'].some(
    (key) => conditions?.['StringEquals']?.[`${key}/elbv2.k8s.aws/cluster`] === 'eks-prod',
  );

describe.each([
  ['the load balancer controller', balancers],
  ['the autoscaler', scaling],
])('the rights of %s', (_, statements) => {
  it('allow no action by a wildcard, and each has a name', () => {
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    const names = statements.map(({ sid }) => sid);
    expect(new Set(names).size).toBe(statements.length);
  });

  it('change nothing of another region or account, unless by a tag of this cluster', () => {
    const anywhere = changing(statements).filter(({ resources = [] }) =>
      resources.some((resource) => !resource.includes(':123456789012:')),
    );
    expect(anywhere.filter((statement) => !isOwn(statement))).toEqual([]);
    expect(changing(statements).every(({ resources = [] }) => resources.length > 0)).toBe(true);
  });
});

describe('the rights of the load balancer controller', () => {
  it('end, change, make and tag what has this cluster’s tag only', () => {
    const open = changing(balancers).filter((statement) => !isOwn(statement));
    // Rules in the nodes' groups, new groups (whose tags are held), listeners and targets of balancers, the service's own role.
    expect(open.map(({ sid }) => sid)).toEqual([
      ...['ServiceRole', 'NodeGroupRules', 'MakeGroups', 'MakeListeners', 'Listeners', 'Targets'],
    ]);
    const tagged = open.filter(({ actions }) => actions.some((action) => action.endsWith('Tags')));
    expect(tagged.flatMap(({ resources = [] }) => resources)).toEqual([
      'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/net/*/*/*',
    ]);
    expect(open.flatMap(({ actions }) => actions).filter((action) => /Delete(?!Listener)/.test(action))).toEqual([]);
  });

  it('have all that a network load balancer takes', () => {
    const allowed = new Set(balancers.flatMap(({ actions }) => actions));
    const needed = ['CreateLoadBalancer', 'DeleteLoadBalancer', 'CreateTargetGroup', 'RegisterTargets', 'SetSubnets'];
    expect(needed.filter((action) => !allowed.has(`elasticloadbalancing:${action}`))).toEqual([]);
    expect(allowed).toContain('ec2:AuthorizeSecurityGroupIngress');
    expect(allowed).toContain('ec2:DeleteSecurityGroup');
  });

  it('have nothing of certificates, firewalls and user pools', () => {
    const services = new Set(balancers.flatMap(({ actions }) => actions.map((action) => action.split(':')[0])));
    expect([...services].sort()).toEqual(['ec2', 'elasticloadbalancing', 'iam']);
  });
});

describe('the rights of the autoscaler', () => {
  it('size and end nodes of the services’ group only, by all three tags at once', () => {
    expect(changing(scaling)).toEqual([
      {
        sid: 'Scale',
        actions: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
        resources: ['arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/*'],
        conditions: {
          StringEquals: {
            'aws:ResourceTag/k8s.io/cluster-autoscaler/enabled': 'true',
            'aws:ResourceTag/k8s.io/cluster-autoscaler/eks-prod': 'owned',
            'aws:ResourceTag/eks:nodegroup-name': 'eks-prod-apps',
          },
        },
      },
    ]);
  });
});
