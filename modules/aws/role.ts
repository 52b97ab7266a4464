import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { rolePath } from '../../model/aws-names';
import { policyDocument, type Statement } from './policy-document';

export interface RoleProps {
  /** At most 64 characters, unique in the account: begins with the stack's name. */
  readonly name: string;
  /** Who may assume it. */
  readonly trust: Statement;
  /** What it may do, as its own policy. @default - nothing */
  readonly statements?: readonly Statement[];
  /** AWS's own policies, by their name with its path, such as `service-role/AmazonEBSCSIDriverPolicyV2`. @default - none */
  readonly managedPolicies?: readonly string[];
}

/** An IAM role below Millrace's own path. Depend on it, not on its ARN alone: what it may do is there too then. */
export class Role extends Construct {
  readonly arn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, { name, trust, statements = [], managedPolicies = [] }: RoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'role', { name, path: rolePath, assumeRolePolicy: policyDocument([trust]) });
    this.arn = role.arn;
    this.name = name;
    if (statements.length > 0) {
      new IamRolePolicy(this, 'policy', { name, role: role.name, policy: policyDocument(statements) });
    }
    for (const policy of managedPolicies) {
      const policyArn = `arn:aws:iam::aws:policy/${policy}`;
      new IamRolePolicyAttachment(this, policy.replaceAll('/', '-'), { role: role.name, policyArn });
    }
  }
}
