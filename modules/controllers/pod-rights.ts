import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association';
import { Construct, type IDependable } from 'constructs';
import type { Statement } from '../aws/policy-document';
import { PodRole } from '../cluster/pod-role';
import { resourcesOf } from '../releases/gates';

export interface PodRightsProps {
  /** Name of the EKS cluster; the role's begins with it. */
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly statements: readonly Statement[];
  /** What says that the cluster is there. */
  readonly after: readonly IDependable[];
}

/** What pods of a service account may do in AWS, by EKS Pod Identity: there before the first of them starts, since it is told then. */
export class PodRights extends Construct {
  constructor(scope: Construct, id: string, { statements, after, ...pods }: PodRightsProps) {
    super(scope, id);
    const { cluster: clusterName, namespace, serviceAccount } = pods;
    const role = new PodRole(this, 'role', { ...pods, name: `${clusterName}-${serviceAccount}`, statements });
    new EksPodIdentityAssociation(this, 'association', {
      clusterName,
      namespace,
      serviceAccount,
      roleArn: role.arn,
      dependsOn: resourcesOf([role, ...after]),
    });
  }
}
