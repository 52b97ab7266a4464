import type { Construct } from 'constructs';
import { stateKeyName } from '../../model/account-names';
import { stateBucket } from '../../model/aws-names';
import type { AwsAccountSpec } from '../../model/spec';
import { PrivateBucket } from '../aws/private-bucket';

export interface StateBucketProps {
  readonly account: AwsAccountSpec;
}

/** The bucket with Terraform's states of all stacks of the account. It is never destroyed: what they made would be nobody's. */
export class StateBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { account }: StateBucketProps) {
    super(scope, id, {
      name: stateBucket(account),
      key: { name: stateKeyName(account), description: "Terraform's states", account: account.id },
      // A state is mended within a quarter, or never.
      oldVersions: { rule: 'old-versions', days: 90 },
      accepted: {
        CKV_AWS_18:
          "only the account's own roles reach it, each overwritten state is kept, and a bucket for its logs would need the same again",
        CKV_AWS_144: "a state is of one region's resources and of no use while that region is away",
        CKV2_AWS_62: 'nobody acts on an event of a state: a deploy is seen where it runs',
      },
    });
  }
}
