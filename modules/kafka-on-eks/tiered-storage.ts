import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association';
import { Construct } from 'constructs';
import { clusterNameOf } from '../../model/aws-names';
import { kafkaServiceAccount, namespaces } from '../../model/cluster-names';
import type { EnvironmentOn } from '../../model/environment';
import { PodRole } from '../cluster/pod-role';
import { resourcesOf } from '../releases/gates';
import { SegmentBucket } from './segment-bucket';

export interface TieredStorageProps {
  readonly environment: EnvironmentOn<'eks'>;
  /** The EKS cluster. */
  readonly cluster: { readonly name: string };
}

/** Whose pods have the right. */
const brokers = { namespace: namespaces.platform, serviceAccount: kafkaServiceAccount } as const;

/**
 * The bucket that old segments go to, and the brokers' right to it: by EKS Pod Identity, without a key that somebody
 * could copy. A pod is told of its role when it is made: this must be there before the brokers.
 */
export class TieredStorage extends Construct {
  readonly bucket: SegmentBucket;

  constructor(scope: Construct, id: string, { environment, cluster }: TieredStorageProps) {
    super(scope, id);
    this.bucket = new SegmentBucket(this, 'segments', { environment });
    const role = this.brokersRole(clusterNameOf(environment));
    new EksPodIdentityAssociation(this, 'association', {
      clusterName: cluster.name,
      ...brokers,
      roleArn: role.arn,
      dependsOn: resourcesOf([role]),
    });
  }

  private brokersRole(cluster: string): PodRole {
    const { arn, keyArn } = this.bucket;
    return new PodRole(this, 'role', {
      name: `${cluster}-kafka-segments`,
      cluster,
      ...brokers,
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
