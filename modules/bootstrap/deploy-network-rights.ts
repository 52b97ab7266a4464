import type { Statement } from '../aws/policy-document';
import { anyResource, arnsIn, onNew, onOwn, type RightsProps } from './rights';

/** EC2's part of an EKS stack: the network, and the nodes' launch templates. What others made in the account is not reached. */

/** Making takes nothing away; what is made carries the environment's tags, by which the rest is judged. */
const make: readonly string[] = [
  'ec2:AllocateAddress',
  'ec2:CreateFlowLogs',
  'ec2:CreateInternetGateway',
  'ec2:CreateLaunchTemplate',
  'ec2:CreateNatGateway',
  'ec2:CreateRouteTable',
  'ec2:CreateSecurityGroup',
  'ec2:CreateSubnet',
  'ec2:CreateVpc',
  'ec2:CreateVpcEndpoint',
  // Its network interface is the NAT gateway's own and has no tags.
  'ec2:DisassociateAddress',
];

const securityGroupRules: readonly string[] = [
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:ModifySecurityGroupRules',
  'ec2:RevokeSecurityGroupEgress',
  'ec2:RevokeSecurityGroupIngress',
];

const change: readonly string[] = [
  'ec2:AssociateRouteTable',
  'ec2:AttachInternetGateway',
  'ec2:CreateLaunchTemplateVersion',
  'ec2:CreateRoute',
  'ec2:CreateTags',
  'ec2:DeleteFlowLogs',
  'ec2:DeleteInternetGateway',
  'ec2:DeleteLaunchTemplate',
  'ec2:DeleteNatGateway',
  'ec2:DeleteRoute',
  'ec2:DeleteRouteTable',
  'ec2:DeleteSecurityGroup',
  'ec2:DeleteSubnet',
  'ec2:DeleteTags',
  'ec2:DeleteVpc',
  'ec2:DeleteVpcEndpoints',
  'ec2:DetachInternetGateway',
  'ec2:DisassociateRouteTable',
  'ec2:ModifyLaunchTemplate',
  'ec2:ModifySubnetAttribute',
  'ec2:ModifyVpcAttribute',
  'ec2:ModifyVpcEndpoint',
  'ec2:ReleaseAddress',
  'ec2:ReplaceRoute',
  'ec2:ReplaceRouteTableAssociation',
  ...securityGroupRules,
];

/**
 * The security group that comes with a VPC, or with EKS, has no tags of ours before the stack takes it over; nor has a rule of
 * one, which the provider tags after it has made it.
 */
function adopted({ account, environments }: RightsProps): readonly Statement[] {
  const securityGroups = arnsIn(account, 'ec2', ['security-group/*']);
  return [
    {
      sid: 'Adopt',
      actions: ['ec2:CreateTags'],
      resources: arnsIn(account, 'ec2', ['security-group/*', 'security-group-rule/*']),
      conditions: onNew(environments),
    },
    // Rules that are new have no tags to judge by: their group has.
    {
      sid: 'Rules',
      actions: securityGroupRules,
      resources: arnsIn(account, 'ec2', ['security-group-rule/*']),
    },
    {
      sid: 'ClusterSecurityGroup',
      actions: [...securityGroupRules, 'ec2:CreateTags', 'ec2:DeleteTags'],
      resources: securityGroups,
      conditions: { StringEquals: { 'aws:ResourceTag/aws:eks:cluster-name': environments } },
    },
  ];
}

/** Left behind by the nodes' network plugin and the load balancer controller; a subnet cannot go while there is one. */
const leftovers = ({ account, environments }: RightsProps): readonly Statement[] => [
  {
    sid: 'LeftInterfaces',
    actions: ['ec2:DeleteNetworkInterface'],
    resources: arnsIn(account, 'ec2', ['network-interface/*']),
    conditions: { StringEquals: { 'aws:ResourceTag/cluster.k8s.amazonaws.com/name': environments } },
  },
  {
    sid: 'LeftSecurityGroups',
    actions: ['ec2:DeleteSecurityGroup'],
    resources: arnsIn(account, 'ec2', ['security-group/*']),
    conditions: { StringEquals: { 'aws:ResourceTag/elbv2.k8s.aws/cluster': environments } },
  },
];

/**
 * EKS tries it with the caller's rights before it makes a node group of a launch template. EC2 judges each thing that takes
 * part: the template by its tag, and all else only where there is a template of the account.
 */
function launch({ account, environments }: RightsProps): readonly Statement[] {
  const actions = ['ec2:RunInstances'];
  const templates = arnsIn(account, 'ec2', ['launch-template/*']);
  const parts = ['instance/*', 'network-interface/*', 'security-group/*', 'subnet/*', 'volume/*'];
  return [
    { sid: 'LaunchTemplates', actions, resources: templates, conditions: onOwn(environments) },
    {
      sid: 'Launch',
      actions,
      resources: [...arnsIn(account, 'ec2', parts), 'arn:aws:ec2:*::image/*'],
      conditions: { ArnLike: { 'ec2:LaunchTemplate': templates } },
    },
  ];
}

export function deployNetworkRights(props: RightsProps): readonly Statement[] {
  const { account, environments } = props;
  const all = arnsIn(account, 'ec2', ['*']);
  return [
    {
      sid: 'Describe',
      actions: ['ec2:Describe*', 'elasticloadbalancing:Describe*'],
      resources: anyResource,
    },
    { sid: 'Make', actions: make, resources: all },
    // An interface endpoint answers by the service's own name: EC2 ties a zone of AWS's, in the name of who makes it.
    { sid: 'EndpointNames', actions: ['route53:AssociateVPCWithHostedZone'], resources: anyResource },
    // Only in the call that makes it: nothing that stands is made ours by a tag.
    {
      sid: 'TagNew',
      actions: ['ec2:CreateTags'],
      resources: all,
      conditions: { Null: { 'ec2:CreateAction': 'false' } },
    },
    { sid: 'Change', actions: change, resources: all, conditions: onOwn(environments) },
    ...adopted(props),
    ...leftovers(props),
    ...launch(props),
  ];
}
