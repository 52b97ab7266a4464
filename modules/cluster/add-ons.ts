import { Construct, type IDependable } from 'constructs';
import { clusterNameOf, tagsOf } from '../../model/aws-names';
import { addOnVersionsOf, addOns, type AddOnName } from '../../model/eks-versions';
import type { EnvironmentOn } from '../../model/environment';
import { AddOn, type AddOnProps } from './add-on';
import { coreDnsValues, ebsCsiDriverValues, metricsServerValues, vpcCniValues } from './add-on-values';

export interface AddOnsProps {
  readonly environment: EnvironmentOn<'eks'>;
  /** What must be there before the first of them. */
  readonly after: readonly IDependable[];
}

/** Makes the environment's add-ons in a construct, with its versions. */
function maker(scope: Construct, environment: EnvironmentOn<'eks'>) {
  const versions = addOnVersionsOf(environment.versions.kubernetes);
  const cluster = clusterNameOf(environment);
  return (name: AddOnName, props: Pick<AddOnProps, 'values' | 'role' | 'after'>): AddOn =>
    new AddOn(scope, name, { cluster, name, version: versions[name], ...props });
}

/**
 * What a node needs to become ready: they are only DaemonSets, whole without a node. The Pod Identity agent comes before
 * the CNI, whose pods get their role from it: both are on the host's network, so neither waits for the other's.
 */
export class NodeAddOns extends Construct {
  constructor(scope: Construct, id: string, { environment, after }: AddOnsProps) {
    super(scope, id);
    const make = maker(this, environment);
    const agent = make(addOns.podIdentityAgent, { after });
    make(addOns.kubeProxy, { after });
    make(addOns.vpcCni, {
      values: vpcCniValues(tagsOf(environment.name, environment.platform.tags)),
      role: { serviceAccount: 'aws-node', managedPolicy: 'AmazonEKS_CNI_Policy' },
      after: [...after, agent],
    });
  }
}

/** Controllers: EKS says that they are there when their pods run, and those need nodes. */
export class ControllerAddOns extends Construct {
  constructor(scope: Construct, id: string, { environment, after }: AddOnsProps) {
    super(scope, id);
    const make = maker(this, environment);
    make(addOns.coreDns, { values: coreDnsValues, after });
    make(addOns.metricsServer, { values: metricsServerValues, after });
    make(addOns.ebsCsiDriver, {
      values: ebsCsiDriverValues(tagsOf(environment.name, environment.platform.tags)),
      // Volumes of this cluster only: another environment of the account is out of its reach (driver v1.58.0 and later).
      role: { serviceAccount: 'ebs-csi-controller-sa', managedPolicy: 'AmazonEBSCSIDriverEKSClusterScopedPolicy' },
      after,
    });
  }
}
