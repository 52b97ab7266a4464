import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { Construct } from 'constructs';
import { boundaryName } from '../../model/account-names';
import { ciRolePath } from '../../model/aws-names';
import type { AwsAccountSpec } from '../../model/spec';
import { policyDocument, type Statement } from '../aws/policy-document';
import { bucketsOf } from './plan-rights';
import { anyResource, arnsIn } from './rights';

export interface BoundaryProps {
  readonly account: AwsAccountSpec;
  readonly environments: readonly string[];
}

/**
 * What the environments' roles may have at the most: what AWS's policies for EKS, its nodes and its add-ons, and those of the
 * controllers, draw on. No role gets anything by it. There is no IAM in it but for service-linked roles, no role of another
 * to assume, no state, no bucket but the environments' own.
 */
export class RolesBoundary extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: BoundaryProps) {
    super(scope, id);
    const policy = new IamPolicy(this, 'policy', {
      name: boundaryName,
      path: ciRolePath,
      description: "The most that a role of Millrace's environments may do",
      policy: policyDocument(boundary(props)),
    });
    this.arn = policy.arn;
  }
}

function boundary({ account, environments }: BoundaryProps): readonly Statement[] {
  const buckets = bucketsOf(account, environments);
  const services: Statement = {
    sid: 'Services',
    actions: [
      'acm:DescribeCertificate',
      'acm:ListCertificates',
      'autoscaling:*',
      'ec2:*',
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetAuthorizationToken',
      'ecr:GetDownloadUrlForLayer',
      'eks:Describe*',
      'eks:List*',
      'eks-auth:AssumeRoleForPodIdentity',
      'elasticloadbalancing:*',
      'shield:GetSubscriptionState',
    ],
    resources: anyResource,
  };
  return [
    services,
    {
      sid: 'Keys',
      actions: [
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey*',
        'kms:ListGrants',
        'kms:ReEncrypt*',
        'kms:RevokeGrant',
      ],
      resources: arnsIn(account, 'kms', ['key/*']),
    },
    {
      sid: 'Logs',
      actions: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:PutLogEvents',
      ],
      resources: arnsIn(account, 'logs', ['*']),
    },
    { sid: 'Buckets', actions: ['s3:*'], resources: buckets.flatMap((bucket) => [bucket, `${bucket}/*`]) },
    {
      sid: 'ServiceLinkedRoles',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [`arn:aws:iam::${account.id}:role/aws-service-role/*`],
    },
  ];
}
