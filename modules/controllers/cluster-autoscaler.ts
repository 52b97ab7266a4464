import { Construct, type IDependable } from 'constructs';
import { clusterNameOf, nodePools } from '../../model/aws-names';
import type { EnvironmentOn } from '../../model/environment';
import { eksPods } from '../../model/platform-pods';
import { chartVersions } from '../../model/versions';
import type { Statement } from '../aws/policy-document';
import { containerSecurity, podSecurity, resourcesOf } from '../kubernetes/pods';
import { ChartRelease } from '../releases/chart-release';
import { mirrored } from '../releases/mirror';
import { PodRights, type ControlPlaneRef } from './pod-rights';
import { onSystemNodes, systemNamespace } from './system-nodes';

const name = 'cluster-autoscaler';

/** Name of the node group of the services: the only one whose size follows what pods ask for. */
export const appsGroupOf = (cluster: string): string => `${cluster}-${nodePools.apps}`;

/**
 * What tells the services' Auto Scaling group from all others. EKS writes the first two into that of every managed group, those
 * of the brokers too; those are kept at one size besides (least is most), but a broker's node is not the autoscaler's
 * to judge in the first place.
 */
const groupTags = (cluster: string): Readonly<Record<string, string>> => ({
  'k8s.io/cluster-autoscaler/enabled': 'true',
  [`k8s.io/cluster-autoscaler/${cluster}`]: 'owned',
  'eks:nodegroup-name': appsGroupOf(cluster),
});

export interface AutoscalerRightsProps {
  readonly cluster: string;
  readonly region: string;
  readonly account: string;
}

/** Of the policy in the autoscaler's own documentation (`cloudprovider/aws/README.md`), for one group only. */
export function autoscalerRights({ cluster, region, account }: AutoscalerRightsProps): Statement[] {
  const tags = Object.entries(groupTags(cluster));
  return [
    {
      sid: 'Read',
      // None of these takes a resource.
      actions: [
        ...['AutoScalingGroups', 'AutoScalingInstances', 'LaunchConfigurations', 'ScalingActivities', 'Tags'].map(
          (what) => `autoscaling:Describe${what}`,
        ),
        ...['Images', 'InstanceTypes', 'LaunchTemplateVersions'].map((what) => `ec2:Describe${what}`),
        'ec2:GetInstanceTypesFromInstanceRequirements',
      ],
      resources: ['*'],
    },
    {
      sid: 'ReadGroups',
      actions: ['eks:DescribeNodegroup'],
      resources: [`arn:aws:eks:${region}:${account}:nodegroup/${cluster}/*/*`],
    },
    {
      sid: 'Scale',
      actions: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
      resources: [`arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/*`],
      conditions: { StringEquals: Object.fromEntries(tags.map(([tag, value]) => [`aws:ResourceTag/${tag}`, value])) },
    },
  ];
}

/** Values of the chart cluster-autoscaler. */
export function clusterAutoscalerValues(environment: EnvironmentOn<'eks'>): object {
  const { region, mirror } = environment.platform;
  const clusterName = clusterNameOf(environment);
  return {
    fullnameOverride: name,
    cloudProvider: 'aws',
    awsRegion: region,
    autoDiscovery: {
      clusterName,
      tags: Object.entries(groupTags(clusterName)).map(([tag, value]) => `${tag}=${value}`),
    },
    extraArgs: {
      // A service's pods have scratch folders and nothing in them that is missed; with the default no node would ever go.
      'skip-nodes-with-local-storage': false,
      // Controllers stand on system nodes; a node that has one all the same stays.
      'skip-nodes-with-system-pods': true,
    },
    image: { repository: mirrored('registry.k8s.io/autoscaling/cluster-autoscaler', mirror) },
    rbac: { serviceAccount: { create: true, name } },
    replicaCount: eksPods.clusterAutoscaler.replicas,
    resources: resourcesOf(eksPods.clusterAutoscaler),
    securityContext: { ...podSecurity, runAsUser: 65534, runAsGroup: 65534 },
    containerSecurityContext: containerSecurity,
    priorityClassName: 'system-cluster-critical',
    nodeSelector: onSystemNodes,
  };
}

export interface ClusterAutoscalerProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly controlPlane: ControlPlaneRef;
  /** What says that the cluster, its nodes and its add-ons are there. */
  readonly after: readonly IDependable[];
}

/** Adds nodes for services that find no room, and takes away what is not needed; brokers and operators have nodes of a fixed number. */
export class ClusterAutoscaler extends Construct {
  constructor(scope: Construct, id: string, { environment, controlPlane, after }: ClusterAutoscalerProps) {
    super(scope, id);
    const { region, account, mirror } = environment.platform;
    const cluster = clusterNameOf(environment);
    const rights = new PodRights(this, 'rights', {
      cluster,
      controlPlane,
      namespace: systemNamespace,
      serviceAccount: name,
      statements: autoscalerRights({ cluster, region, account: account.id }),
    });
    new ChartRelease(this, {
      name,
      namespace: systemNamespace,
      chart: {
        repository: 'https://kubernetes.github.io/autoscaler',
        chart: name,
        version: chartVersions.clusterAutoscaler,
      },
      values: clusterAutoscalerValues(environment),
      ...(mirror === undefined ? {} : { mirror }),
      after: [rights, ...after],
    });
  }
}
