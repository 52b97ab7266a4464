import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { stateKeyName } from '../../model/account-names';
import { stateBucket } from '../../model/aws-names';
import type { AwsAccountSpec } from '../../model/spec';
import { accept } from '../aws/accepted';
import { EncryptionKey } from '../aws/key';
import { policyDocument, type Statement } from '../aws/policy-document';

/** Days for which an overwritten state can be had back. */
const daysOfOldStates = 90;
/** Uploads of a state take seconds: what is not complete by then never will be. */
const daysOfParts = 7;

function acceptBucketChecks(bucket: S3Bucket): void {
  accept(bucket, {
    check: 'CKV_AWS_18',
    reason:
      "only the account's own roles reach it, each overwritten state is kept, and a bucket for its logs would need the same again",
  });
  accept(bucket, {
    check: 'CKV_AWS_144',
    reason: "a state is of one region's resources and of no use while that region is away",
  });
  accept(bucket, {
    check: 'CKV2_AWS_62',
    reason: 'nobody acts on an event of a state: a deploy is seen where it runs',
  });
}

export interface StateBucketProps {
  readonly account: AwsAccountSpec;
}

/** The bucket with Terraform's states of all stacks of the account. It is never destroyed: what they made would be nobody's. */
export class StateBucket extends Construct {
  readonly name: string;
  /** Of the key that encrypts it. */
  readonly keyArn: string;

  constructor(scope: Construct, id: string, { account }: StateBucketProps) {
    super(scope, id);
    const key = new EncryptionKey(this, 'key', {
      name: stateKeyName(account),
      description: "Terraform's states",
      account: account.id,
    });
    this.keyArn = key.arn;
    this.name = stateBucket(account);
    const bucket = new S3Bucket(this, 'bucket', { bucket: this.name, lifecycle: { preventDestroy: true } });
    acceptBucketChecks(bucket);
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
          id: 'old-versions',
          status: 'Enabled',
          filter: [{}],
          noncurrentVersionExpiration: [{ noncurrentDays: daysOfOldStates }],
          // Each lock leaves one.
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: daysOfParts }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}
