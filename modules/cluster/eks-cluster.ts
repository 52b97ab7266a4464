import { Construct, type IConstruct, type IDependable } from 'constructs';
import type { EksAccess } from '../../model/gate';
import type { EnvironmentOn } from '../../model/environment';
import type { PerZone } from '../../model/subnets';
import { ControllerAddOns, NodeAddOns } from './add-ons';
import { ControlPlane } from './control-plane';
import { NodeGroups } from './node-groups';
import { replacedWithCluster } from './replaced-with-cluster';

/** A network to stand in, whole: nodes need its routes and endpoints, not only its subnets. */
export interface ClusterNetwork extends IConstruct {
  /** Ids, in the order of the environment's zones. */
  readonly subnets: {
    /** Of nodes and pods. */
    readonly private: PerZone<string>;
    /** Of the control plane's interfaces. */
    readonly intra: PerZone<string>;
  };
}

export interface EksClusterProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly network: ClusterNetwork;
  /** What outlives the control plane on destroy. @default - nothing */
  readonly after?: readonly IDependable[];
}

/**
 * An EKS cluster: control plane, what nodes need, nodes, controllers; destroy goes the other way round. Depend on it,
 * and all of them are there.
 */
export class EksCluster extends Construct {
  readonly access: EksAccess;
  readonly name: string;
  /** Of nodes and control plane; pods have it too. */
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, { environment, network, after = [] }: EksClusterProps) {
    super(scope, id);
    const { private: subnets, intra } = network.subnets;
    const controlPlane = new ControlPlane(this, 'control-plane', { environment, subnets: intra, after });
    const { cluster } = controlPlane;
    this.name = cluster.name;
    this.securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    this.access = {
      cluster: cluster.name,
      region: environment.platform.region,
      endpoint: cluster.endpoint,
      certificateAuthority: cluster.certificateAuthority.get(0).data,
    };
    const nodeAddOns = new NodeAddOns(this, 'node-add-ons', { environment, after: [controlPlane] });
    const nodes = new NodeGroups(this, 'nodes', {
      environment,
      subnets,
      securityGroupId: this.securityGroupId,
      after: [network, controlPlane, nodeAddOns],
    });
    new ControllerAddOns(this, 'controller-add-ons', { environment, after: [nodes] });
    replacedWithCluster(cluster);
  }
}
