import type { Statement } from '../aws/policy-document';

export interface LoadBalancerRightsProps {
  /** Name of the EKS cluster: the controller writes it into the tag `elbv2.k8s.aws/cluster` of all that it makes. */
  readonly cluster: string;
  readonly region: string;
  readonly account: string;
}

const clusterTag = 'elbv2.k8s.aws/cluster';

/** Of the controller v3.5.0's published policy (`docs/install/iam_policy.json`), what it reads. */
const readActions = [
  ...[
    ...['AccountAttributes', 'Addresses', 'AvailabilityZones', 'InternetGateways', 'Vpcs', 'VpcPeeringConnections'],
    ...['Subnets', 'SecurityGroups', 'Instances', 'NetworkInterfaces', 'Tags', 'CoipPools', 'IpamPools', 'RouteTables'],
  ].map((what) => `ec2:Describe${what}`),
  'ec2:GetCoipPoolUsage',
  'ec2:GetSecurityGroupsForVpc',
  ...[
    ...['LoadBalancers', 'LoadBalancerAttributes', 'Listeners', 'ListenerAttributes', 'ListenerCertificates', 'Rules'],
    ...['SSLPolicies', 'TargetGroups', 'TargetGroupAttributes', 'TargetHealth', 'Tags', 'TrustStores'],
    'CapacityReservation',
  ].map((what) => `elasticloadbalancing:Describe${what}`),
];

const changeActions = [
  ...['ModifyLoadBalancerAttributes', 'SetIpAddressType', 'SetSecurityGroups', 'SetSubnets', 'DeleteLoadBalancer'],
  ...['ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'DeleteTargetGroup', 'ModifyListenerAttributes'],
  ...['ModifyCapacityReservation', 'ModifyIpPools'],
].map((action) => `elasticloadbalancing:${action}`);

type Arn = (service: string, resource: string) => string;

/** It tells its own things by their tag. */
const tagged = (cluster: string) => ({ StringEquals: { [`aws:ResourceTag/${clusterTag}`]: cluster } });
const tagging = (cluster: string) => ({ StringEquals: { [`aws:RequestTag/${clusterTag}`]: cluster } });
/** Its own things get other tags, but not the tag that says whose they are. */
const retagging = (cluster: string) => ({ ...tagged(cluster), Null: { [`aws:RequestTag/${clusterTag}`]: 'true' } });

/** The load balancers' and the pods' security groups. */
function securityGroups(cluster: string, arn: Arn): Statement[] {
  const groups = arn('ec2', 'security-group/*');
  return [
    {
      sid: 'NodeGroupRules',
      // The nodes' groups are not its own: it lets its load balancers in there.
      actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [groups, arn('ec2', 'security-group-rule/*')],
    },
    { sid: 'MakeGroups', actions: ['ec2:CreateSecurityGroup'], resources: [groups, arn('ec2', 'vpc/*')] },
    {
      sid: 'TagNewGroups',
      actions: ['ec2:CreateTags'],
      resources: [groups],
      conditions: {
        StringEquals: { ...tagging(cluster).StringEquals, 'ec2:CreateAction': 'CreateSecurityGroup' },
      },
    },
    {
      sid: 'TagGroups',
      actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
      resources: [groups],
      conditions: retagging(cluster),
    },
    { sid: 'EndGroups', actions: ['ec2:DeleteSecurityGroup'], resources: [groups], conditions: tagged(cluster) },
  ];
}

function loadBalancers(cluster: string, arn: Arn): Statement[] {
  const [targetGroups, balancers, listeners] = ['targetgroup/*/*', 'loadbalancer/net/*/*', 'listener/net/*/*/*'].map(
    (resource) => arn('elasticloadbalancing', resource),
  ) as [string, string, string];
  const elb = (...actions: readonly string[]) => actions.map((action) => `elasticloadbalancing:${action}`);
  const makes = ['CreateTargetGroup', 'CreateLoadBalancer'] as const;
  return [
    { sid: 'Make', actions: elb(...makes), resources: [balancers, targetGroups], conditions: tagging(cluster) },
    {
      sid: 'TagNew',
      actions: elb('AddTags'),
      resources: [balancers, targetGroups],
      conditions: { StringEquals: { ...tagging(cluster).StringEquals, 'elasticloadbalancing:CreateAction': makes } },
    },
    {
      sid: 'Tag',
      actions: elb('AddTags', 'RemoveTags'),
      resources: [balancers, targetGroups],
      conditions: retagging(cluster),
    },
    { sid: 'Change', actions: changeActions, resources: ['*'], conditions: tagged(cluster) },
    { sid: 'MakeListeners', actions: elb('CreateListener'), resources: [balancers] },
    {
      sid: 'Listeners',
      actions: elb('DeleteListener', 'ModifyListener', 'AddTags', 'RemoveTags'),
      resources: [listeners],
    },
    { sid: 'Targets', actions: elb('RegisterTargets', 'DeregisterTargets'), resources: [targetGroups] },
  ];
}

/**
 * What of the controller v3.5.0's published policy (`docs/install/iam_policy.json`) network load balancers need: nothing for
 * Ingress, certificates, WAF, Shield and Cognito, which are turned off. Where that policy asks for the cluster's tag,
 * this one asks for this cluster's.
 */
export function loadBalancerRights({ cluster, region, account }: LoadBalancerRightsProps): Statement[] {
  const arn: Arn = (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`;
  return [
    {
      sid: 'ServiceRole',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [`arn:aws:iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*`],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    },
    // None of these takes a resource.
    { sid: 'Read', actions: readActions, resources: ['*'] },
    ...securityGroups(cluster, arn),
    ...loadBalancers(cluster, arn),
  ];
}
