import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import { Construct, type IDependable } from 'constructs';
import type { AddOnName } from '../../model/eks-versions';
import { resourcesOf } from '../releases/gates';
import { PodRole } from './pod-role';

/** A role for an add-on's pods. */
export interface AddOnRole {
  /** In `kube-system`. */
  readonly serviceAccount: string;
  /** One of AWS's own, by its name with its path. */
  readonly managedPolicy: string;
}

export interface AddOnProps {
  /** Name of the cluster, known before it is there. */
  readonly cluster: string;
  readonly name: AddOnName;
  readonly version: string;
  /** As the add-on's own schema has them (`aws eks describe-addon-configuration`). @default - the add-on's */
  readonly values?: Readonly<Record<string, unknown>>;
  /** @default - none: its pods ask nothing of AWS */
  readonly role?: AddOnRole;
  /** @default - none: nothing comes before it but the cluster */
  readonly after?: readonly IDependable[];
}

/** Namespace of all of EKS's own add-ons here. */
const namespace = 'kube-system';

/** A managed add-on of EKS. What somebody changed by hand is written over, so that what is here is what runs. */
export class AddOn extends Construct {
  constructor(scope: Construct, id: string, { cluster, name, version, values, role, after = [] }: AddOnProps) {
    super(scope, id);
    const podRole = role === undefined ? undefined : this.role(cluster, name, role);
    new EksAddon(this, 'add-on', {
      clusterName: cluster,
      addonName: name,
      addonVersion: version,
      resolveConflictsOnCreate: 'OVERWRITE',
      resolveConflictsOnUpdate: 'OVERWRITE',
      ...(values === undefined ? {} : { configurationValues: JSON.stringify(values) }),
      ...(role === undefined || podRole === undefined
        ? {}
        : { podIdentityAssociation: [{ roleArn: podRole.arn, serviceAccount: role.serviceAccount }] }),
      dependsOn: resourcesOf([...after, ...(podRole === undefined ? [] : [podRole])]),
    });
  }

  private role(cluster: string, name: AddOnName, { serviceAccount, managedPolicy }: AddOnRole): PodRole {
    return new PodRole(this, 'role', {
      name: `${cluster}-${name}`,
      cluster,
      namespace,
      serviceAccount,
      managedPolicies: [managedPolicy],
    });
  }
}
