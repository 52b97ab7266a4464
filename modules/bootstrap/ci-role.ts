import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { ciRolePath } from '../../model/aws-names';
import { policyDocument, type Statement } from '../aws/policy-document';

export interface CiRoleProps {
  readonly name: string;
  /** What may take it; see `trustWorkflows`. */
  readonly trust: Statement;
  /** How long the credentials of a job last at the most, in seconds. @default 3600 */
  readonly maxSessionSeconds?: number;
  /**
   * What it may do, by what it is about. Each becomes a policy of its own: IAM takes 6,144 characters in one, ten to a
   * role, and 10,240 in all that are written into the role itself.
   */
  readonly rights: Readonly<Record<string, readonly Statement[]>>;
}

/** A role of GitHub's workflows, below a path that no environment's deploy can reach. */
export class CiRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, trust, maxSessionSeconds = 3600, rights }: CiRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'role', {
      name,
      path: ciRolePath,
      assumeRolePolicy: policyDocument([trust]),
      maxSessionDuration: maxSessionSeconds,
    });
    this.arn = role.arn;
    for (const [about, statements] of Object.entries(rights)) {
      const policy = new IamPolicy(this, `${about}-policy`, {
        name: `${name}-${about}`,
        path: ciRolePath,
        policy: policyDocument(statements),
      });
      new IamRolePolicyAttachment(this, about, { role: role.name, policyArn: policy.arn });
    }
  }
}
