import { Construct, type IDependable } from 'constructs';
import type { EnvironmentOn } from '../../model/environment';
import { ObjectsRelease } from '../releases/objects-release';
import { ClusterAutoscaler } from './cluster-autoscaler';
import { LoadBalancerController } from './load-balancer-controller';
import type { ControlPlaneRef } from './pod-rights';
import { generalStorage } from './storage';
import { systemNamespace } from './system-nodes';

export interface ClusterControllersProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly network: { readonly vpcId: string };
  /** What its pods may do in AWS comes right behind it. */
  readonly controlPlane: ControlPlaneRef;
  /** What says that the cluster, its nodes and its add-ons are there, and goes after these. */
  readonly after: readonly IDependable[];
}

/**
 * What an EKS cluster lacks: load balancers for Services, nodes for services that grow, a class of volumes. Whatever has a
 * load balancer or a volume stands after this, and so goes before it.
 */
export class ClusterControllers extends Construct {
  constructor(scope: Construct, id: string, { environment, network, controlPlane, after }: ClusterControllersProps) {
    super(scope, id);
    new LoadBalancerController(this, 'load-balancers', {
      environment,
      vpcId: network.vpcId,
      controlPlane,
      after,
    });
    new ClusterAutoscaler(this, 'autoscaler', { environment, controlPlane, after });
    new ObjectsRelease(this, {
      name: 'storage',
      namespace: systemNamespace,
      objects: [generalStorage(environment)],
      after,
    });
  }
}
