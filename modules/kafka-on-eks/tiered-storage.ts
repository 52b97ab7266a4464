import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association';
import { Construct } from 'constructs';
import { kafkaServiceAccount, namespaces } from '../../model/cluster-names';
import type { EnvironmentOn } from '../../model/environment';
import { trustPods } from '../aws/policy-document';
import { Role } from '../aws/role';
import { resourcesOf } from '../releases/gates';
import { SegmentBucket } from './segment-bucket';

export interface TieredStorageProps {
  readonly environment: EnvironmentOn<'eks'>;
  /** The EKS cluster. */
  readonly cluster: { readonly name: string };
}

/**
 * The bucket that old segments go to, and the brokers' right to it: by EKS Pod Identity, without a key that somebody
 * could copy. A pod is told of its role when it is made: this must be there before the brokers.
 */
export class TieredStorage extends Construct {
  readonly bucket: SegmentBucket;

  constructor(scope: Construct, id: string, { environment, cluster }: TieredStorageProps) {
    super(scope, id);
    this.bucket = new SegmentBucket(this, 'segments', { environment });
    const role = this.brokersRole(`${environment.name}-kafka-segments`);
    new EksPodIdentityAssociation(this, 'association', {
      clusterName: cluster.name,
      namespace: namespaces.platform,
      serviceAccount: kafkaServiceAccount,
      roleArn: role.arn,
      dependsOn: resourcesOf([role]),
    });
  }

  private brokersRole(name: string): Role {
    const { arn, keyArn } = this.bucket;
    return new Role(this, 'role', {
      name,
      trust: trustPods,
      statements: [
        {
          sid: 'Segments',
          actions: [
            's3:GetObject',
            's3:PutObject',
            's3:DeleteObject',
            's3:AbortMultipartUpload',
            's3:ListMultipartUploadParts',
          ],
          resources: [`${arn}/*`],
        },
        // Without it S3 says of a segment that is not there that it is forbidden, and the broker tries again for ever.
        { sid: 'Find', actions: ['s3:ListBucket'], resources: [arn] },
        { sid: 'Key', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keyArn] },
      ],
    });
  }
}
