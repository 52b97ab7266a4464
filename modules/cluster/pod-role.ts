import type { Construct } from 'constructs';
import { trustPods } from '../aws/policy-document';
import { Role, type RoleProps } from '../aws/role';

export interface PodRoleProps extends Omit<RoleProps, 'trust'> {
  /** Name of the only cluster whose pods may have it. */
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A role for the pods of one service account of one cluster: EKS Pod Identity names all three in the session's tags. */
export class PodRole extends Role {
  constructor(scope: Construct, id: string, { cluster, namespace, serviceAccount, ...role }: PodRoleProps) {
    const tag = (name: string): string => `aws:RequestTag/${name}`;
    const conditions = {
      StringEquals: {
        [tag('eks-cluster-name')]: cluster,
        [tag('kubernetes-namespace')]: namespace,
        [tag('kubernetes-service-account')]: serviceAccount,
      },
    };
    super(scope, id, { ...role, trust: { ...trustPods, conditions } });
  }
}
