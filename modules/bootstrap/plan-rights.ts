import { githubProviderArn } from '../../model/account-names';
import { controlPlaneLogGroup } from '../../model/aws-gate';
import { ciRolePath, imageRepositoryOf, rolePath, segmentBucketOf, stateBucket } from '../../model/aws-names';
import type { AwsAccountSpec } from '../../model/spec';
import type { Statement } from '../aws/policy-document';
import { anyResource, arnsIn, onOwn, readStates, type RightsProps } from './rights';

/**
 * To look at what the stacks made, and at nothing in it: no objects but the states, no secrets, no instance's console or
 * password. Action by action, because `Get*` of most services reads data too.
 */

/** Descriptions that know no resource. */
const everywhere: Statement = {
  sid: 'Describe',
  actions: [
    'ec2:Describe*',
    'elasticloadbalancing:Describe*',
    'autoscaling:Describe*',
    'eks:ListClusters',
    'eks:DescribeAddonVersions',
    'eks:DescribeClusterVersions',
    'kms:ListAliases',
    'logs:DescribeLogGroups',
  ],
  resources: anyResource,
};

/** Of the stacks' roles and of the account's own, so that a plan of the bootstrap needs no other role. */
const readRoles = ({ account }: RightsProps): Statement => ({
  sid: 'Roles',
  actions: [
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:ListRolePolicies',
    'iam:ListAttachedRolePolicies',
    'iam:ListInstanceProfilesForRole',
    'iam:ListRoleTags',
    'iam:GetPolicy',
    'iam:GetPolicyVersion',
    'iam:ListPolicyVersions',
    'iam:ListPolicyTags',
    'iam:GetOpenIDConnectProvider',
  ],
  resources: [
    ...[rolePath, ciRolePath].flatMap((path) => [
      `arn:aws:iam::${account.id}:role${path}*`,
      `arn:aws:iam::${account.id}:policy${path}*`,
    ]),
    githubProviderArn(account),
  ],
});

/** How buckets are set up; nothing that is in them. */
export const readBuckets = (buckets: readonly string[]): Statement => ({
  sid: 'Buckets',
  actions: [
    's3:GetAccelerateConfiguration',
    's3:GetBucket*',
    's3:GetEncryptionConfiguration',
    's3:GetLifecycleConfiguration',
    's3:GetReplicationConfiguration',
    's3:ListBucket',
    's3:ListTagsForResource',
  ],
  resources: buckets,
});

/** ARNs of the buckets of tiered storage, by their whole names: another's may begin with an environment's. */
export const bucketsOf = (account: AwsAccountSpec, environments: readonly string[]): string[] =>
  environments.map((name) => `arn:aws:s3:::${segmentBucketOf(name, account)}`);

/** ARNs of what EKS has of each environment's cluster. */
export const clustersOf = ({ account, environments }: RightsProps): string[] =>
  environments.flatMap((name) =>
    arnsIn(account, 'eks', [
      `cluster/${name}`,
      ...['nodegroup', 'addon', 'access-entry', 'podidentityassociation'].map((kind) => `${kind}/${name}/*`),
    ]),
  );

/** ARNs of the environments' log groups, the control plane's and the flow logs': some actions know them with `:*` behind the name. */
export const logGroupsOf = ({ account, environments }: RightsProps): string[] =>
  environments
    .flatMap((name) => [controlPlaneLogGroup(name), `${name}-flow-logs`])
    .flatMap((group) => arnsIn(account, 'logs', [`log-group:${group}`, `log-group:${group}:*`]));

const readKey: readonly string[] = [
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListResourceTags',
];

export function planRights(props: RightsProps): Readonly<Record<string, readonly Statement[]>> {
  const { account, environments } = props;
  const read: readonly Statement[] = [
    everywhere,
    { sid: 'Clusters', actions: ['eks:Describe*', 'eks:List*'], resources: clustersOf(props) },
    readRoles(props),
    {
      sid: 'Keys',
      actions: readKey,
      resources: arnsIn(account, 'kms', ['key/*']),
      conditions: onOwn([...environments, account.name]),
    },
    {
      sid: 'Logs',
      actions: ['logs:ListTagsForResource', 'logs:ListTagsLogGroup'],
      resources: logGroupsOf(props),
    },
    readBuckets([`arn:aws:s3:::${stateBucket(account)}`, ...bucketsOf(account, environments)]),
    {
      sid: 'Images',
      actions: [
        'ecr:DescribeRepositories',
        'ecr:DescribeImages',
        'ecr:GetLifecyclePolicy',
        'ecr:GetRepositoryPolicy',
        'ecr:ListTagsForResource',
      ],
      resources: arnsIn(account, 'ecr', [`repository/${imageRepositoryOf('*')}`]),
    },
  ];
  return { read, state: readStates(props) };
}
