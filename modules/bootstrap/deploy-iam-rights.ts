import { boundaryArn } from '../../model/account-names';
import { rolePath } from '../../model/aws-names';
import type { Statement } from '../aws/policy-document';
import type { RightsProps } from './rights';

/** Services that an environment's role is handed to: EKS for itself and its nodes, its Pod Identity, flow logs. */
const passedTo: readonly string[] = [
  'eks.amazonaws.com',
  'ec2.amazonaws.com',
  'pods.eks.amazonaws.com',
  'vpc-flow-logs.amazonaws.com',
];

/** Services that make themselves a role, in the name of whoever first uses them in an account. */
const linked: readonly string[] = [
  'eks.amazonaws.com',
  'eks-nodegroup.amazonaws.com',
  'autoscaling.amazonaws.com',
  'elasticloadbalancing.amazonaws.com',
];

const changeOfRoles: readonly string[] = [
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfilesForRole',
  'iam:ListRolePolicies',
  'iam:ListRoleTags',
  'iam:TagRole',
  'iam:UntagRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
];

/**
 * Roles below the stacks' own path, and none of them with more than the boundary: who could make a role of any rights
 * could take it. Nothing here makes users, keys or policies, or takes a boundary off.
 */
export function deployIamRights({ account }: RightsProps): readonly Statement[] {
  const roles = [`arn:aws:iam::${account.id}:role${rolePath}*`];
  const serviceRoles = [`arn:aws:iam::${account.id}:role/aws-service-role/*`];
  return [
    {
      sid: 'GrantWithinBoundary',
      actions: ['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      resources: roles,
      conditions: { StringEquals: { 'iam:PermissionsBoundary': boundaryArn(account) } },
    },
    { sid: 'ChangeRoles', actions: changeOfRoles, resources: roles },
    {
      sid: 'PassRoles',
      actions: ['iam:PassRole'],
      resources: roles,
      conditions: { StringEquals: { 'iam:PassedToService': passedTo } },
    },
    {
      sid: 'ServiceLinkedRoles',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: serviceRoles,
      conditions: { StringEquals: { 'iam:AWSServiceName': linked } },
    },
    // EKS looks, as the caller, whether it has to make its own.
    { sid: 'FindServiceLinkedRoles', actions: ['iam:GetRole'], resources: serviceRoles },
  ];
}
