import { Construct, type IDependable } from 'constructs';
import { clusterNameOf, mayDestroy, nodeLabels, nodePools, tagsOf } from '../../model/aws-names';
import type { EnvironmentOn } from '../../model/environment';
import { perZone, type PerZone } from '../../model/subnets';
import { trustService } from '../aws/policy-document';
import { Role } from '../aws/role';
import { NodeGroup, type NodeGroupProps } from './node-group';

export interface NodeGroupsProps {
  readonly environment: EnvironmentOn<'eks'>;
  /** Where nodes stand, one subnet for each zone, in the zones' order. */
  readonly subnets: PerZone<string>;
  /** The cluster's own. */
  readonly securityGroupId: string;
  /** What must be there before the first node. */
  readonly after: readonly IDependable[];
}

type OfGroup = Pick<
  NodeGroupProps,
  'name' | 'pool' | 'instanceType' | 'subnets' | 'least' | 'most' | 'taints' | 'isProtected'
>;

/** All nodes: the platform's own, the services', and one group of brokers for each zone, of which one is changed at a time. */
export class NodeGroups extends Construct {
  constructor(scope: Construct, id: string, { environment, subnets, securityGroupId, after }: NodeGroupsProps) {
    super(scope, id);
    const cluster = clusterNameOf(environment);
    const role = nodeRole(this, cluster);
    const shared = {
      cluster,
      kubernetes: environment.versions.kubernetes,
      roleArn: role.arn,
      securityGroupId,
      tags: tagsOf(environment.name, environment.platform.tags),
      // What a node may do goes last: EKS drains it with it.
      after: [role, ...after],
    };
    for (const group of stateless(environment, subnets)) new NodeGroup(this, group.name, { ...shared, ...group });
    // Terraform would update them side by side, and EKS drain a broker's node in each zone at once.
    kafka(environment, subnets).reduce<readonly IDependable[]>((before, group) => {
      return [new NodeGroup(this, group.name, { ...shared, ...group, after: [...shared.after, ...before] })];
    }, []);
  }
}

/**
 * AmazonEKSWorkerNodeMinimalPolicy is for EKS Auto Mode: the Amazon Linux image asks EC2 for the instance's own name
 * before it joins (`nodeadm`, "Fetching instance details"), which only the larger policy lets it. Neither can make,
 * change or delete anything. What the CNI may do is its own role's.
 */
function nodeRole(scope: Construct, cluster: string): Role {
  return new Role(scope, 'role', {
    name: `${cluster}-node`,
    trust: trustService('ec2.amazonaws.com'),
    managedPolicies: ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'],
  });
}

function stateless({ platform }: EnvironmentOn<'eks'>, subnets: PerZone<string>): OfGroup[] {
  const { systemNodes, appNodes, zones } = platform;
  const systemCount = zones.length * systemNodes.perZone;
  return [
    {
      name: nodePools.system,
      pool: nodePools.system,
      instanceType: systemNodes.instanceType,
      subnets,
      least: systemCount,
      most: systemCount,
    },
    { name: nodePools.apps, pool: nodePools.apps, ...appNodes, subnets },
  ];
}

/** A volume does not leave its zone: a group over several could start a broker's node where its volume is not. */
function kafka(environment: EnvironmentOn<'eks'>, subnets: PerZone<string>): PerZone<OfGroup> {
  const { zones, kafkaNodes } = environment.platform;
  return perZone((zone) => ({
    name: `${nodePools.kafka}-${zones[zone]}`,
    pool: nodePools.kafka,
    instanceType: kafkaNodes.instanceType,
    subnets: [subnets[zone]],
    least: kafkaNodes.perZone,
    most: kafkaNodes.perZone,
    taints: [{ key: nodeLabels.dedicated, value: nodePools.kafka, effect: 'NO_SCHEDULE' }],
    isProtected: !mayDestroy(environment, 'kafka-nodes'),
  }));
}
