import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association';
import { Construct } from 'constructs';
import type { Statement } from '../aws/policy-document';
import { PodRole } from '../cluster/pod-role';
import { resourcesOf } from '../releases/gates';

/** An EKS cluster's control plane, there or not yet. */
export interface ControlPlaneRef {
  /** As Terraform has it once it is made: whatever names the cluster by it comes behind it. */
  readonly name: string;
}

export interface PodRightsProps {
  /** Name of the EKS cluster, known before it is there; the role's begins with it. */
  readonly cluster: string;
  /** The cluster itself. */
  readonly controlPlane: ControlPlaneRef;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly statements: readonly Statement[];
}

/**
 * What pods of a service account may do in AWS, by EKS Pod Identity. EKS writes a pod's credentials into it when it is
 * made and never after, and an association counts some time after AWS has confirmed it. So it comes right behind the
 * control plane: nodes and add-ons take minutes, and no controller's pod starts before them.
 */
export class PodRights extends Construct {
  constructor(scope: Construct, id: string, { controlPlane, statements, ...pods }: PodRightsProps) {
    super(scope, id);
    const { cluster, namespace, serviceAccount } = pods;
    const role = new PodRole(this, 'role', { ...pods, name: `${cluster}-${serviceAccount}`, statements });
    new EksPodIdentityAssociation(this, 'association', {
      clusterName: controlPlane.name,
      namespace,
      serviceAccount,
      roleArn: role.arn,
      dependsOn: resourcesOf([role]),
    });
  }
}
