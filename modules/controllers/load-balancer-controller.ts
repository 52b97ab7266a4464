import { Construct, type IDependable } from 'constructs';
import { clusterNameOf, tagsOf } from '../../model/aws-names';
import type { EnvironmentOn } from '../../model/environment';
import { eksPods } from '../../model/platform-pods';
import { chartVersions } from '../../model/versions';
import { containerSecurity, podSecurity, resourcesOf } from '../kubernetes/pods';
import { ChartRelease } from '../releases/chart-release';
import { CrdsRelease } from '../releases/crds-release';
import { mirrored } from '../releases/mirror';
import { loadBalancerRights } from './load-balancer-rights';
import { PodRights, type ControlPlaneRef } from './pod-rights';
import { onSystemNodes, systemNamespace } from './system-nodes';

const name = 'aws-load-balancer-controller';

/** User and group of the image. */
const nobody = 65534;

export interface LoadBalancerValuesProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly vpcId: string;
}

/** What Millrace has no use for, and gives no rights for. */
const turnedOff = {
  enableShield: false,
  enableWaf: false,
  enableWafv2: false,
  createIngressClassResource: false,
  ingressClassParams: { create: false },
  controllerConfig: {
    featureGates: {
      ALBGatewayAPI: false,
      NLBGatewayAPI: false,
      ALBTargetControlAgent: false,
      GlobalAcceleratorController: false,
    },
  },
  // A Service that wants a load balancer of its says so: `loadBalancerClass: service.k8s.aws/nlb`. Its webhook would
  // write that into every new Service, and refuse each of them while no controller answers.
  enableServiceMutatorWebhook: false,
} as const;

/** Values of the chart aws-load-balancer-controller. */
export function loadBalancerControllerValues({ environment, vpcId }: LoadBalancerValuesProps): object {
  const { region, mirror, tags } = environment.platform;
  return {
    ...turnedOff,
    clusterName: clusterNameOf(environment),
    // Pods cannot ask the instance's metadata service, which the controller would ask for both.
    region,
    vpcId,
    image: { repository: mirrored('public.ecr.aws/eks/aws-load-balancer-controller', mirror) },
    serviceAccount: { create: true, name },
    replicaCount: eksPods.loadBalancerController.replicas,
    podDisruptionBudget: { maxUnavailable: 1 },
    resources: resourcesOf(eksPods.loadBalancerController),
    podSecurityContext: { ...podSecurity, fsGroup: nobody },
    securityContext: containerSecurity,
    nodeSelector: onSystemNodes,
    // On what it makes; the cluster's own tag comes beside them.
    defaultTags: tagsOf(environment.name, tags),
    // The webhooks' certificate is the chart's own, made once and found again by later deploys.
    keepTLSSecret: true,
  };
}

export interface LoadBalancerControllerProps extends LoadBalancerValuesProps {
  readonly controlPlane: ControlPlaneRef;
  /** What says that the cluster, its nodes and its add-ons are there. */
  readonly after: readonly IDependable[];
}

/** Makes a network load balancer of each Service that asks for one. It must outlive those Services: it alone removes what it made. */
export class LoadBalancerController extends Construct {
  constructor(scope: Construct, id: string, { environment, vpcId, controlPlane, after }: LoadBalancerControllerProps) {
    super(scope, id);
    const { region, account, mirror } = environment.platform;
    const cluster = clusterNameOf(environment);
    const rights = new PodRights(this, 'rights', {
      cluster,
      controlPlane,
      namespace: systemNamespace,
      serviceAccount: name,
      statements: loadBalancerRights({ cluster, region, account: account.id }),
    });
    const crds = new CrdsRelease(this, { name: `${name}-crds`, namespace: systemNamespace, after });
    new ChartRelease(this, {
      name,
      namespace: systemNamespace,
      chart: {
        repository: 'https://aws.github.io/eks-charts',
        chart: name,
        version: chartVersions.loadBalancerController,
      },
      values: loadBalancerControllerValues({ environment, vpcId }),
      ...(mirror === undefined ? {} : { mirror }),
      after: [rights, crds, ...after],
    });
  }
}
