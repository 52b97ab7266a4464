import { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { Token } from 'cdktf';
import { Construct, type IDependable } from 'constructs';
import { nodeLabels } from '../../model/aws-names';
import { rootDisk } from '../../model/disks';
import { knownInstanceType } from '../../model/instance-types';
import { resourcesOf } from '../releases/gates';

export interface NodeTaint {
  readonly key: string;
  readonly value: string;
  /** As EKS writes it. */
  readonly effect: 'NO_SCHEDULE' | 'NO_EXECUTE' | 'PREFER_NO_SCHEDULE';
}

export interface NodeGroupProps {
  /** Name of the cluster, known before it is there. */
  readonly cluster: string;
  readonly kubernetes: string;
  /** Within the cluster; its name in AWS begins with the cluster's. */
  readonly name: string;
  /** Value of the label `millrace.dev/pool`. */
  readonly pool: string;
  readonly instanceType: string;
  readonly subnets: readonly string[];
  readonly least: number;
  readonly most: number;
  readonly roleArn: string;
  /** The cluster's own: with it the nodes, the control plane and each other's pods are reached. */
  readonly securityGroupId: string;
  /** On each instance, its disk and its interface. */
  readonly tags: Readonly<Record<string, string>>;
  /** @default - none: any pod may run there */
  readonly taints?: readonly NodeTaint[];
  /** A plan that would destroy or replace it is refused. @default false */
  readonly isProtected?: boolean;
  /** What must be there before the first node. */
  readonly after: readonly IDependable[];
}

/** Of the EKS images of Amazon Linux 2023. */
const rootDevice = '/dev/xvda';

const amiTypes = { amd64: 'AL2023_x86_64_STANDARD', arm64: 'AL2023_ARM_64_STANDARD' } as const;

/** A node group that EKS manages, and how its instances are launched. */
export class NodeGroup extends Construct {
  constructor(scope: Construct, id: string, props: NodeGroupProps) {
    super(scope, id);
    const template = launchTemplate(this, props);
    const { cluster, kubernetes, name, pool, subnets, least, most, taints = [], isProtected = false } = props;
    const scales = least < most;
    new EksNodeGroup(this, 'group', {
      clusterName: cluster,
      nodeGroupName: `${cluster}-${name}`,
      nodeRoleArn: props.roleArn,
      version: kubernetes,
      amiType: amiTypes[knownInstanceType(props.instanceType).architecture],
      capacityType: 'ON_DEMAND',
      subnetIds: [...subnets],
      // The newest version by its number: a change of the template rolls the group's nodes, one at a time.
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      scalingConfig: { minSize: least, maxSize: most, desiredSize: least },
      labels: { [nodeLabels.pool]: pool },
      taint: taints.map((taint) => ({ ...taint })),
      updateConfig: { maxUnavailable: 1 },
      // The limit is the group's: EKS knows none over groups. Brokers' groups of several zones can be repaired at once when
      // their nodes are unwell at once; what is left of the brokers then is the topics' replication factor to say.
      nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 1 },
      // A PodDisruptionBudget that does not give way stops the update; force would go over it.
      forceUpdateVersion: false,
      // EKS waits a quarter of an hour for each node to be empty; a roll of many nodes takes longer than the provider's hour.
      timeouts: { update: '3h' },
      dependsOn: resourcesOf(props.after),
      lifecycle: {
        preventDestroy: isProtected,
        // How many there are is the autoscaler's to say.
        ...(scales ? { ignoreChanges: ['scaling_config[0].desired_size'] } : {}),
      },
    });
  }
}

/**
 * The type is in the template, not in the group: a group that has types is replaced when they change, one whose template
 * has it is rolled. Only a change between processor architectures still replaces it, for its image is another kind.
 */
function launchTemplate(scope: Construct, props: NodeGroupProps): LaunchTemplate {
  const { cluster, name, instanceType, securityGroupId, tags } = props;
  const full = `${cluster}-${name}`;
  return new LaunchTemplate(scope, 'template', {
    name: full,
    description: `Nodes of the group ${full}`,
    instanceType,
    updateDefaultVersion: true,
    // Pods have no way to the node's own role: the answer of IMDS does not get one hop further, into a pod's network.
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    monitoring: { enabled: true },
    networkInterfaces: [
      {
        deviceIndex: 0,
        associatePublicIpAddress: 'false',
        deleteOnTermination: 'true',
        securityGroups: [securityGroupId],
      },
    ],
    blockDeviceMappings: [
      {
        deviceName: rootDevice,
        ebs: {
          volumeType: 'gp3',
          volumeSize: rootDisk.toGibibytes(),
          encrypted: 'true',
          deleteOnTermination: 'true',
        },
      },
    ],
    // Auto Scaling makes these, not Terraform: the provider's default tags do not come to them.
    tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
      resourceType,
      tags: { ...tags, Name: full },
    })),
  });
}
