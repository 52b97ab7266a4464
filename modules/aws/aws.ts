import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';

export interface AwsProps {
  /** Id of the only account in which anything is planned or deployed. */
  readonly account: string;
  readonly region: string;
  /** On all that can carry any; what is made by others (volumes, instances of a group) is given them where it is said. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The stack's AWS provider. Credentials are the environment's own: no key is in any file. */
export function aws(stack: TerraformStack, { account, region, tags }: AwsProps): void {
  new AwsProvider(stack, 'aws', { region, allowedAccountIds: [account], defaultTags: [{ tags: { ...tags } }] });
}
