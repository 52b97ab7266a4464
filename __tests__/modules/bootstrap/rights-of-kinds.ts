/**
 * What AWS asks of whoever makes, changes, reads and removes a resource of a kind (the provider's calls, read in its source and
 * in AWS's service authorization reference): an example's resource, and whether it is judged by its tag.
 */
export interface KindRights {
  readonly read: readonly string[];
  readonly make: readonly string[];
  /** Without making it anew. @default - as it was made, or never */
  readonly change?: readonly string[];
  /** @default - it goes with another */
  readonly remove?: readonly string[];
  /** What stands behind `arn:aws:<service>:<region>:<account>:`, with NAME for the environment. @default '*', of no resource */
  readonly of?: string;
}

const ec2 = (name: string, of: string, more: Partial<KindRights> = {}): KindRights => ({
  read: ['ec2:DescribeTags'],
  make: [`ec2:Create${name}`],
  remove: [`ec2:Delete${name}`],
  of: `${of}/x-1`,
  ...more,
});

const eks = (name: string, of: string, change: readonly string[]): KindRights => ({
  read: [`eks:Describe${name}`],
  make: [`eks:Create${name}`, 'eks:TagResource'],
  change: [...change, 'eks:UntagResource'],
  remove: [`eks:Delete${name}`],
  of,
});

const bucket = (read: string, make: string, remove: string = make): KindRights => ({
  read: [read],
  make: [make],
  remove: [remove],
  of: 'NAME-kafka-123456789012',
});

export const rightsOfKinds: Readonly<Record<string, KindRights>> = {
  aws_vpc: ec2('Vpc', 'vpc', {
    make: ['ec2:CreateVpc', 'ec2:ModifyVpcAttribute', 'ec2:CreateTags'],
    change: ['ec2:DeleteTags'],
  }),
  aws_subnet: ec2('Subnet', 'subnet', { make: ['ec2:CreateSubnet', 'ec2:ModifySubnetAttribute'] }),
  aws_internet_gateway: ec2('InternetGateway', 'internet-gateway', {
    make: ['ec2:CreateInternetGateway', 'ec2:AttachInternetGateway'],
    remove: ['ec2:DetachInternetGateway', 'ec2:DeleteInternetGateway'],
  }),
  aws_nat_gateway: ec2('NatGateway', 'natgateway'),
  aws_eip: ec2('', 'elastic-ip', {
    make: ['ec2:AllocateAddress'],
    remove: ['ec2:DisassociateAddress', 'ec2:ReleaseAddress'],
  }),
  aws_route_table: ec2('RouteTable', 'route-table'),
  aws_route: ec2('Route', 'route-table', { change: ['ec2:ReplaceRoute'] }),
  aws_route_table_association: ec2('', 'route-table', {
    make: ['ec2:AssociateRouteTable'],
    change: ['ec2:ReplaceRouteTableAssociation'],
    remove: ['ec2:DisassociateRouteTable'],
  }),
  aws_vpc_endpoint: ec2('VpcEndpoint', 'vpc-endpoint', {
    make: ['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint', 'route53:AssociateVPCWithHostedZone'],
    remove: ['ec2:DeleteVpcEndpoints'],
  }),
  aws_flow_log: ec2('FlowLogs', 'vpc-flow-log'),
  aws_security_group: ec2('SecurityGroup', 'security-group'),
  aws_default_security_group: ec2('', 'security-group', {
    make: ['ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'],
    remove: [],
  }),
  aws_vpc_security_group_ingress_rule: ec2('', 'security-group', {
    make: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:ModifySecurityGroupRules'],
    remove: ['ec2:RevokeSecurityGroupIngress'],
  }),
  aws_launch_template: ec2('LaunchTemplate', 'launch-template', {
    make: ['ec2:CreateLaunchTemplate', 'ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
  }),
  aws_eks_cluster: eks('Cluster', 'cluster/NAME', ['eks:UpdateClusterConfig', 'eks:UpdateClusterVersion']),
  aws_eks_node_group: eks('Nodegroup', 'nodegroup/NAME/kafka-a/1', [
    'eks:UpdateNodegroupConfig',
    'eks:UpdateNodegroupVersion',
  ]),
  aws_eks_addon: eks('Addon', 'addon/NAME/vpc-cni/1', ['eks:UpdateAddon']),
  aws_eks_access_entry: eks('AccessEntry', 'access-entry/NAME/role/123456789012/admin/1', ['eks:UpdateAccessEntry']),
  aws_eks_access_policy_association: {
    read: ['eks:ListAssociatedAccessPolicies'],
    make: ['eks:AssociateAccessPolicy'],
    remove: ['eks:DisassociateAccessPolicy'],
    of: 'access-entry/NAME/role/123456789012/admin/1',
  },
  aws_eks_pod_identity_association: eks('PodIdentityAssociation', 'podidentityassociation/NAME/a-1', [
    'eks:UpdatePodIdentityAssociation',
  ]),
  aws_iam_role: {
    read: [
      'iam:GetRole',
      'iam:ListRolePolicies',
      'iam:ListAttachedRolePolicies',
      'iam:ListInstanceProfilesForRole',
      'iam:ListRoleTags',
    ],
    make: ['iam:CreateRole', 'iam:TagRole', 'iam:PassRole'],
    change: [
      'iam:PutRolePermissionsBoundary',
      'iam:UntagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateRole',
      'iam:UpdateRoleDescription',
    ],
    remove: ['iam:DeleteRole'],
    of: 'role/millrace/NAME-eks',
  },
  aws_iam_role_policy: {
    read: ['iam:GetRolePolicy'],
    make: ['iam:PutRolePolicy'],
    remove: ['iam:DeleteRolePolicy'],
    of: 'role/millrace/NAME-eks',
  },
  aws_iam_role_policy_attachment: {
    read: ['iam:ListAttachedRolePolicies'],
    make: ['iam:AttachRolePolicy'],
    remove: ['iam:DetachRolePolicy'],
    of: 'role/millrace/NAME-eks',
  },
  aws_kms_key: {
    read: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListResourceTags'],
    make: ['kms:EnableKeyRotation', 'kms:PutKeyPolicy'],
    change: ['kms:TagResource', 'kms:UntagResource', 'kms:UpdateKeyDescription'],
    remove: ['kms:ScheduleKeyDeletion'],
    of: 'key/1',
  },
  aws_kms_alias: {
    read: ['kms:ListAliases'],
    make: ['kms:CreateAlias'],
    change: ['kms:UpdateAlias'],
    remove: ['kms:DeleteAlias'],
    of: 'alias/NAME-eks',
  },
  aws_cloudwatch_log_group: {
    read: ['logs:DescribeLogGroups', 'logs:ListTagsForResource'],
    make: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:AssociateKmsKey', 'logs:TagResource'],
    change: ['logs:UntagResource'],
    remove: ['logs:DeleteLogGroup'],
    of: 'log-group:/aws/eks/NAME/cluster',
  },
  aws_s3_bucket: {
    ...bucket('s3:GetBucketTagging', 's3:CreateBucket', 's3:DeleteBucket'),
    read: [
      's3:GetAccelerateConfiguration',
      's3:GetBucketTagging',
      's3:GetReplicationConfiguration',
      's3:ListBucket',
      's3:ListTagsForResource',
    ],
    change: ['s3:PutBucketTagging', 's3:TagResource', 's3:UntagResource'],
  },
  aws_s3_bucket_policy: bucket('s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'),
  aws_s3_bucket_versioning: bucket('s3:GetBucketVersioning', 's3:PutBucketVersioning'),
  aws_s3_bucket_lifecycle_configuration: bucket('s3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration'),
  aws_s3_bucket_ownership_controls: bucket('s3:GetBucketOwnershipControls', 's3:PutBucketOwnershipControls'),
  aws_s3_bucket_public_access_block: bucket('s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'),
  aws_s3_bucket_server_side_encryption_configuration: bucket(
    's3:GetEncryptionConfiguration',
    's3:PutEncryptionConfiguration',
  ),
};
