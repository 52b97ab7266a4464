import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import type { EnvironmentOn } from '../../model/environment';
import { accept } from '../aws/accepted';
import { EncryptionKey } from '../aws/key';
import { policyDocument, type Statement } from '../aws/policy-document';
import { segmentBucket } from './remote-storage';

/** For which a segment that was deleted by mistake can be had back; Kafka deletes each one in the end, and this long it is paid for. */
const daysOfDeleted = 7;
/** A segment is uploaded in minutes: what is not complete by then never will be. */
const daysOfParts = 7;

/** Checks of the policy scanner that are not for segments. */
const accepted = {
  CKV_AWS_18: 'brokers alone read and write it, and each segment is a record of its own; CloudTrail can log who asked',
  CKV_AWS_144: 'a copy in another region is a matter of a second cluster, which knows the offsets too',
  CKV2_AWS_62: 'nobody waits for a segment',
} as const;

export interface SegmentBucketProps {
  readonly environment: EnvironmentOn<'eks'>;
}

/**
 * Records whose only copies are here. Where the environment forbids the deletion of data, a destroy that would take the
 * bucket is refused before it starts: S3 would keep a bucket that is not empty too, but what is in it could not be read
 * once its key had gone. Where it allows it, the bucket goes with all that is in it.
 */
export class SegmentBucket extends Construct {
  readonly name: string;
  readonly arn: string;
  /** Of the key that encrypts it. */
  readonly keyArn: string;

  constructor(scope: Construct, id: string, { environment }: SegmentBucketProps) {
    super(scope, id);
    const { account, dataDeletion } = environment.platform;
    const deletable = dataDeletion === 'allowed';
    this.name = segmentBucket(environment);
    const key = new EncryptionKey(this, 'key', {
      name: `${environment.name}-kafka-segments`,
      description: `Kafka segments of ${environment.name} in S3`,
      account: account.id,
    });
    this.keyArn = key.arn;
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: this.name,
      forceDestroy: deletable,
      lifecycle: { preventDestroy: !deletable },
    });
    Object.entries(accepted).forEach(([check, reason]) => {
      accept(bucket, { check, reason });
    });
    this.arn = bucket.arn;
    this.encrypt(bucket);
    this.close(bucket);
    this.keepVersions(bucket);
  }

  private encrypt({ bucket }: S3Bucket): void {
    const byKey = { sseAlgorithm: 'aws:kms', kmsMasterKeyId: this.keyArn };
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      // One data key for many objects: KMS is asked, and paid, less often.
      rule: [{ applyServerSideEncryptionByDefault: byKey, bucketKeyEnabled: true }],
    });
  }

  /** To everybody but the account's own roles, and to them without TLS. */
  private close({ bucket, arn }: S3Bucket): void {
    const block = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
    const withTls: Statement = {
      sid: 'TlsOnly',
      effect: 'Deny',
      principals: '*',
      actions: ['s3:*'],
      resources: [arn, `${arn}/*`],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    // S3 answers a conflict when both are written at once.
    new S3BucketPolicy(this, 'policy', { bucket, policy: policyDocument([withTls]), dependsOn: [block] });
  }

  private keepVersions({ bucket }: S3Bucket): void {
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'deleted-segments',
          status: 'Enabled',
          filter: [{}],
          noncurrentVersionExpiration: [{ noncurrentDays: daysOfDeleted }],
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: daysOfParts }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}
