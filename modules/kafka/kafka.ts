import type { Construct, IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import type { ClusterPlatform, Environment } from '../../model/environment';
import { Duration } from '../../model/units';
import type { KubernetesObject } from '../kubernetes/object';
import { ObjectsRelease } from '../releases/objects-release';
import { kafkaClusterObject, type ClusterObjectProps } from './cluster';
import { rebalanceTemplates } from './cruise-control';
import { kafkaNetworkPolicies, type NetworkPoliciesProps } from './network-policies';
import { kafkaNodePools, type NodePoolsProps } from './node-pools';
import { topologyKeys } from '../kubernetes/pods';
import { kafkaStorageClasses, type StorageClassesProps } from './storage-class';
import { volumeAttributesClass } from './volume-attributes';

/** What the target of a deploy decides; everything else is the environment's. */
export interface KafkaTarget
  extends
    Pick<NodePoolsProps, 'brokers' | 'controllers' | 'volumeAttributes' | 'tieredStorage'>,
    Pick<ClusterObjectProps, 'drainCleaner' | 'extraListeners' | 'maintenanceWindows' | 'network'>,
    Pick<StorageClassesProps, 'allowVolumeExpansion' | 'parameters'>,
    NetworkPoliciesProps {
  /** Label of a node that says its zone. @default 'topology.kubernetes.io/zone' */
  readonly zoneKey?: string;
}

export interface KafkaObjectsProps extends KafkaTarget {
  readonly environment: Pick<Environment, 'kafka' | 'versions'> & {
    readonly platform: Pick<ClusterPlatform, 'dataDeletion' | 'volumeProvisioner'> & {
      readonly zones: readonly string[];
    };
  };
}

/** All that makes the cluster: volumes' classes, pools, the cluster, its rebalances, who may speak with whom. */
export function kafkaObjects(props: KafkaObjectsProps): KubernetesObject[] {
  const { environment, zoneKey = topologyKeys.zone, network, ...target } = props;
  const { kafka, versions, platform } = environment;
  const { volumeAttributes } = target;
  const { volumeProvisioner: driverName } = platform;
  const deletable = platform.dataDeletion === 'allowed';
  const capacity = network === undefined ? {} : { network };
  return [
    ...kafkaNetworkPolicies(target),
    ...kafkaStorageClasses({ ...target, provisioner: driverName, deleteVolumes: deletable }),
    ...(volumeAttributes === undefined ? [] : [volumeAttributesClass({ ...volumeAttributes, driverName })]),
    ...kafkaNodePools({ ...target, kafka, zones: platform.zones.length, zoneKey, deleteClaims: deletable }),
    kafkaClusterObject({ ...target, ...capacity, kafka, versions, zoneKey }),
    ...(kafka.cruiseControl ? rebalanceTemplates(network) : []),
  ];
}

export interface KafkaClusterProps extends KafkaObjectsProps {
  /** Releases that must be ready before it: the operator. */
  readonly after: readonly IDependable[];
}

/** Release `kafka`: done when the operator says that the cluster is ready. */
export class KafkaCluster extends ObjectsRelease {
  constructor(scope: Construct, { after, ...props }: KafkaClusterProps) {
    super(scope, {
      name: 'kafka',
      namespace: namespaces.platform,
      objects: kafkaObjects(props),
      after,
      // Volumes are made, six images pulled on a new node, and a change rolls one node after the other.
      timeout: Duration.minutes(15),
    });
  }
}
