import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Aspects, type IAspect, type TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { boundaryArn } from '../../model/account-names';
import type { AwsAccountSpec } from '../../model/spec';

/**
 * Every role of the stack within the account's boundary, whichever module makes it. Who may make roles could otherwise
 * give one of them more than it has itself: the deploy role is refused a role without it.
 */
export function boundRoles(stack: TerraformStack, account: AwsAccountSpec): void {
  const boundary: IAspect = {
    visit(node: IConstruct): void {
      if (node instanceof IamRole) node.permissionsBoundary = boundaryArn(account);
    },
  };
  Aspects.of(stack).add(boundary);
}
