import { S3Backend, type TerraformStack } from 'cdktf';
import { stateKeyAliasArn } from '../../model/account-names';
import { stateBucket, stateKey } from '../../model/aws-names';
import type { AwsAccountSpec } from '../../model/spec';

/** The stack's state in the account's bucket, which its bootstrap made: one key for each stack, locked by S3 itself. */
export function stateInBucket(stack: TerraformStack, account: AwsAccountSpec): void {
  const backend = new S3Backend(stack, {
    bucket: stateBucket(account),
    key: stateKey(stack.node.id),
    region: account.region,
    encrypt: true,
    // Without it `encrypt` asks for S3's own key, whatever the bucket's default is (`client.go` of the backend).
    kmsKeyId: stateKeyAliasArn(account),
    allowedAccountIds: [account.id],
  });
  // CDKTF's class is older than S3's locks.
  backend.addOverride('use_lockfile', true);
}
