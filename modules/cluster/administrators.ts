import { EksAccessEntry } from '@cdktf/provider-aws/lib/eks-access-entry';
import { EksAccessPolicyAssociation } from '@cdktf/provider-aws/lib/eks-access-policy-association';
import { Construct } from 'constructs';

export interface AdministratorsProps {
  readonly cluster: string;
  /** ARNs of IAM roles and users. */
  readonly principals: readonly string[];
}

const policyArn = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';

/** Who may do everything in the cluster, beside who made it. */
export class Administrators extends Construct {
  constructor(scope: Construct, id: string, { cluster, principals }: AdministratorsProps) {
    super(scope, id);
    for (const principalArn of principals) {
      // By its name, such as `role-operators`: an ARN's colons and slashes make no address.
      const name = principalArn.replace(/^.*:/, '').replaceAll('/', '-');
      const entry = new EksAccessEntry(this, name, { clusterName: cluster, principalArn, type: 'STANDARD' });
      new EksAccessPolicyAssociation(this, `${name}-policy`, {
        clusterName: cluster,
        principalArn: entry.principalArn,
        policyArn,
        accessScope: { type: 'cluster' },
      });
    }
  }
}
