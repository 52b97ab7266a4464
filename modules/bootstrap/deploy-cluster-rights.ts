import type { Statement } from '../aws/policy-document';
import { bucketsOf, clustersOf, logGroupsOf, readBuckets } from './plan-rights';
import { anyResource, arnsIn, onNew, onOwn, onUntagged, type RightsProps } from './rights';

/** The cluster, the keys, the log groups and the buckets of an EKS stack. */

const cluster: readonly string[] = [
  'eks:AssociateAccessPolicy',
  'eks:CreateAccessEntry',
  'eks:CreateAddon',
  'eks:CreateCluster',
  'eks:CreateNodegroup',
  'eks:CreatePodIdentityAssociation',
  'eks:DeleteAccessEntry',
  'eks:DeleteAddon',
  'eks:DeleteCluster',
  'eks:DeleteNodegroup',
  'eks:DeletePodIdentityAssociation',
  'eks:Describe*',
  'eks:DisassociateAccessPolicy',
  'eks:List*',
  'eks:TagResource',
  'eks:UntagResource',
  'eks:UpdateAccessEntry',
  'eks:UpdateAddon',
  'eks:UpdateClusterConfig',
  'eks:UpdateClusterVersion',
  'eks:UpdateNodegroupConfig',
  'eks:UpdateNodegroupVersion',
  'eks:UpdatePodIdentityAssociation',
];

const ownKeys: readonly string[] = [
  'kms:DescribeKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateKeyDescription',
];

/**
 * What follows upon the making of a key at once. KMS may take five minutes until it judges by the tags of a key (AWS KMS
 * Developer Guide, "Using tags to control access to KMS keys"): until then it is one without. On others' keys without
 * such a tag these give away nothing.
 */
const firstOfKeys: readonly string[] = [
  'kms:CreateAlias',
  'kms:DescribeKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListResourceTags',
];

const aliasChanges: readonly string[] = ['kms:CreateAlias', 'kms:DeleteAlias', 'kms:UpdateAlias'];

/** What an environment has keys for, as their aliases say it behind its name. */
const ownAliases: readonly string[] = ['eks', 'flow-logs', 'kafka-segments'];

/** Keys carry their environment's tag from the call that makes them; by it they are judged once KMS knows it. */
function keys({ account, environments }: RightsProps): readonly Statement[] {
  const own = { resources: arnsIn(account, 'kms', ['key/*']), conditions: onOwn(environments) };
  // As the stack names them; another's may begin with an environment's name.
  const aliases = environments.flatMap((name) => ownAliases.map((of) => `alias/${name}-${of}`));
  return [
    { sid: 'MakeKeys', actions: ['kms:CreateKey'], resources: anyResource, conditions: onNew(environments) },
    {
      sid: 'TagNewKeys',
      actions: ['kms:TagResource'],
      resources: own.resources,
      conditions: onNew(environments),
    },
    { sid: 'NewKeys', actions: firstOfKeys, resources: own.resources, conditions: onUntagged },
    // An alias is judged twice: by its own name, and by its key.
    { sid: 'OwnKeys', actions: [...ownKeys, ...aliasChanges], ...own },
    { sid: 'Aliases', actions: aliasChanges, resources: arnsIn(account, 'kms', aliases) },
    // EKS takes the use of the cluster's key in the name of who makes the cluster. That it sets
    // `kms:GrantIsForAWSResource` with it is nowhere said, so the tag alone decides.
    { sid: 'GrantKeys', actions: ['kms:CreateGrant'], ...own },
    // The cluster is made within a minute of its key, and only through EKS is a grant without the tag to be had.
    {
      sid: 'GrantNewKeys',
      actions: ['kms:CreateGrant'],
      resources: own.resources,
      conditions: { ...onUntagged, StringLike: { 'kms:ViaService': 'eks.*.amazonaws.com' } },
    },
  ];
}

const logs = (props: RightsProps): Statement => ({
  sid: 'LogGroups',
  actions: [
    'logs:AssociateKmsKey',
    'logs:CreateLogGroup',
    'logs:DeleteLogGroup',
    'logs:ListTagsForResource',
    'logs:PutRetentionPolicy',
    'logs:TagResource',
    'logs:UntagResource',
  ],
  resources: logGroupsOf(props),
});

/** Buckets whole and how they are set up; no object in them is read or written, nor deleted but by `emptyBuckets`. */
function buckets(names: readonly string[]): readonly Statement[] {
  const change: Statement = {
    sid: 'ChangeBuckets',
    actions: [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:PutBucketOwnershipControls',
      's3:PutBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketTagging',
      's3:PutBucketVersioning',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:TagResource',
      's3:UntagResource',
    ],
    resources: names,
  };
  return [readBuckets(names), change];
}

/** Terraform empties a bucket before it deletes it: that of tiered storage, and only where the environment lets data go. */
function emptyBuckets({ account, deletable }: RightsProps): readonly Statement[] {
  const buckets = bucketsOf(account, deletable);
  if (buckets.length === 0) return [];
  return [
    { sid: 'FindObjects', actions: ['s3:ListBucketVersions'], resources: buckets },
    {
      sid: 'EmptyBuckets',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: buckets.map((bucket) => `${bucket}/*`),
    },
  ];
}

/** The load balancer controller's, when its pod went before its load balancers: the gate of the destroy removes them. */
const loadBalancers = ({ account, environments }: RightsProps): Statement => ({
  sid: 'LoadBalancers',
  actions: ['elasticloadbalancing:DeleteLoadBalancer', 'elasticloadbalancing:DeleteTargetGroup'],
  resources: arnsIn(account, 'elasticloadbalancing', ['loadbalancer/*', 'targetgroup/*']),
  conditions: { StringEquals: { 'aws:ResourceTag/elbv2.k8s.aws/cluster': environments } },
});

export function deployClusterRights(props: RightsProps): readonly Statement[] {
  return [
    {
      sid: 'Find',
      actions: [
        'eks:DescribeAddonVersions',
        'kms:ListAliases',
        'logs:DescribeLogGroups',
        'servicequotas:GetServiceQuota',
      ],
      resources: anyResource,
    },
    { sid: 'Clusters', actions: cluster, resources: clustersOf(props) },
    ...keys(props),
    logs(props),
    ...buckets(bucketsOf(props.account, props.environments)),
    ...emptyBuckets(props),
    loadBalancers(props),
  ];
}
