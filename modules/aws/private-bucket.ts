import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { accept } from './accepted';
import { EncryptionKey, type EncryptionKeyProps } from './key';
import { policyDocument, type Statement } from './policy-document';

/** Uploads take minutes at most: what is not complete by then never will be. */
const daysOfParts = 7;

export interface PrivateBucketProps {
  /** The world's only one of that name. */
  readonly name: string;
  readonly key: Pick<EncryptionKeyProps, 'name' | 'description' | 'account' | 'preventDestroy'>;
  /** A plan that would destroy it is refused. @default true */
  readonly preventDestroy?: boolean;
  /** Destroying it deletes all that is in it; otherwise S3 refuses. @default false */
  readonly forceDestroy?: boolean;
  /** How long an overwritten or deleted object can be had back, and is paid for. */
  readonly oldVersions: { readonly rule: string; readonly days: number };
  /** Checks of the policy scanner that are not for it, each with the reason. */
  readonly accepted: Readonly<Record<string, string>>;
}

/** A bucket with a key of its own, old versions, and no way in but TLS and the account's roles. */
export class PrivateBucket extends Construct {
  readonly name: string;
  readonly arn: string;
  /** Of the key that encrypts it. */
  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const { name, preventDestroy = true, forceDestroy = false, oldVersions } = props;
    this.name = name;
    const key = new EncryptionKey(this, 'key', props.key);
    this.keyArn = key.arn;
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: name,
      forceDestroy,
      lifecycle: { preventDestroy },
      // A bucket that S3 refuses to delete keeps its key: the key goes behind it, not beside it.
      dependsOn: [key.resource],
    });
    for (const [check, reason] of Object.entries(props.accepted)) accept(bucket, { check, reason });
    this.arn = bucket.arn;
    this.encrypt(bucket);
    this.close(bucket);
    this.keepVersions(bucket, oldVersions);
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

  private keepVersions({ bucket }: S3Bucket, { rule, days }: PrivateBucketProps['oldVersions']): void {
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: rule,
          status: 'Enabled',
          filter: [{}],
          noncurrentVersionExpiration: [{ noncurrentDays: days }],
          // Each object that was deleted leaves one; Terraform's locks are such.
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: daysOfParts }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}
