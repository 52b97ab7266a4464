import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { accept } from '../../../modules/aws/accepted';
import { aws } from '../../../modules/aws/aws';
import { synthesized } from '../releases/synthesized';

describe('an acceptance', () => {
  it('is a comment in the JSON of its resource, beside those of CDKTF; each has its own', () => {
    const { resource } = synthesized((stack) => {
      aws(stack, { account: '210987654321', region: 'eu-west-1', tags: {} });
      const bucket = new S3Bucket(stack, 'state', { bucket: 'b' });
      accept(bucket, { check: 'CKV_AWS_18', reason: 'nobody reads them' });
      accept(bucket, { check: 'CKV2_AWS_62', reason: 'nobody acts on them' });
      new S3Bucket(stack, 'other', { bucket: 'c' });
    });
    const { aws_s3_bucket: buckets } = resource as unknown as Record<string, Record<string, { '//'?: object }>>;
    expect(buckets?.['state']?.['//']).toMatchObject({
      accepted: { CKV_AWS_18: 'nobody reads them', CKV2_AWS_62: 'nobody acts on them' },
      metadata: { uniqueId: 'state' },
    });
    expect(buckets?.['other']?.['//']).toHaveProperty('metadata');
    expect(buckets?.['other']?.['//']).not.toHaveProperty('accepted');
  });
});
