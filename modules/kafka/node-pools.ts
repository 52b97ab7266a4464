import { kafkaCluster, namespaces } from '../../model/cluster-names';
import { controllerVolume } from '../../model/disks';
import type { Kafka as KafkaModel } from '../../model/environment';
import type { ResourcesSpec } from '../../model/spec';
import { Size } from '../../model/units';
import type { KafkaNodePool } from '../kubernetes/generated/strimzi';
import { kafkaLabels } from './names';
import { spreadOf, type Placement, type PoolName } from './placement';
import { containerSecurity, resourcesOf } from '../kubernetes/pods';
import { heapOf, volumePodSecurity, type PoolTemplate } from './pods';
import { volumeClass } from './storage-class';
import { pluginMount, pluginVolumeOf, type RemoteStorage } from './tiered-storage';
import type { VolumeAttributes } from './volume-attributes';

export interface NodePoolsProps {
  readonly kafka: Pick<KafkaModel, 'brokers' | 'controllers' | 'controllerResources' | 'heap' | 'resources' | 'volume'>;
  /** How many zones there are. */
  readonly zones: number;
  /** Label of a node that says its zone. */
  readonly zoneKey: string;
  /** Claims and what is on them go with the cluster. */
  readonly deleteClaims: boolean;
  /** Nodes of the brokers. @default - any */
  readonly brokers?: Placement;
  /** Nodes of the controllers of their own. @default - any */
  readonly controllers?: Placement;
  /** Of the brokers' volumes; a controller writes next to nothing. @default - what the StorageClass makes */
  readonly volumeAttributes?: VolumeAttributes;
  /** @default - none: all segments stay on the volumes */
  readonly tieredStorage?: RemoteStorage;
}

/** Node ids of each pool, `strimzi.io/next-node-ids`: brokers from 1 as in the model, controllers well apart from them. */
export const nodeIds = { brokers: '[1-99]', controllers: '[100-199]' } as const;

/**
 * A broker's clean stop: leaders move, logs are flushed and closed, so that its start need not recover them. Kafka ends
 * earlier when it is done; Kubernetes' own 30 s would cut it short on a busy broker.
 */
const stopSeconds = 120;

interface Pool {
  readonly name: PoolName;
  readonly roles: KafkaNodePool['spec']['roles'];
  readonly replicas: number;
  readonly ids: string;
  readonly heap: Size;
  readonly resources: ResourcesSpec;
  readonly volume: Size;
  readonly placement: Placement | undefined;
  readonly volumeAttributes?: VolumeAttributes | undefined;
  readonly tieredStorage?: RemoteStorage | undefined;
}

function brokerPool({ kafka, brokers, volumeAttributes, tieredStorage }: NodePoolsProps): Pool {
  const combined = kafka.controllers === 'combined';
  return {
    name: combined ? kafkaCluster.pools.dualRole : kafkaCluster.pools.brokers,
    roles: combined ? ['controller', 'broker'] : ['broker'],
    replicas: kafka.brokers.length,
    ids: nodeIds.brokers,
    heap: kafka.heap,
    resources: kafka.resources,
    volume: kafka.volume.size,
    placement: brokers,
    volumeAttributes,
    tieredStorage,
  };
}

function controllerPools({ kafka, controllers }: NodePoolsProps): Pool[] {
  if (kafka.controllers === 'combined') return [];
  return [
    {
      name: kafkaCluster.pools.controllers,
      roles: ['controller'],
      replicas: kafka.controllers,
      ids: nodeIds.controllers,
      heap: Size.bytes(Math.floor(kafka.controllerResources.memory.toBytes() / 2)),
      resources: kafka.controllerResources,
      volume: controllerVolume,
      placement: controllers,
    },
  ];
}

/** One volume in a list of volumes: a second one can be added later, a single one could not become two. */
function storageOf({ volume, volumeAttributes }: Pool, deleteClaims: boolean): KafkaNodePool['spec']['storage'] {
  return {
    type: 'jbod',
    volumes: [
      {
        id: 0,
        type: 'persistent-claim',
        size: volume.toQuantity(),
        class: volumeClass(deleteClaims),
        ...(volumeAttributes === undefined ? {} : { volumeAttributesClass: volumeAttributes.name }),
        deleteClaim: deleteClaims,
        kraftMetadata: 'shared',
      },
    ],
  };
}

function templateOf(pool: Pool, { zones, zoneKey }: NodePoolsProps): PoolTemplate {
  const { name, placement, tieredStorage } = pool;
  return {
    pod: {
      ...placement,
      securityContext: volumePodSecurity,
      terminationGracePeriodSeconds: stopSeconds,
      topologySpreadConstraints: spreadOf(name, zoneKey, zones),
      ...(tieredStorage === undefined ? {} : { volumes: [pluginVolumeOf(tieredStorage)] }),
    },
    kafkaContainer: {
      securityContext: containerSecurity,
      ...(tieredStorage === undefined ? {} : { volumeMounts: [pluginMount] }),
    },
    initContainer: { securityContext: containerSecurity },
  };
}

function nodePool(pool: Pool, props: NodePoolsProps): KafkaNodePool {
  const { name, roles, replicas, ids, heap, resources } = pool;
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaNodePool',
    metadata: {
      name,
      namespace: namespaces.platform,
      labels: kafkaLabels({ name: 'kafka', component: 'broker' }),
      annotations: { 'strimzi.io/next-node-ids': ids },
    },
    spec: {
      replicas,
      roles,
      resources: resourcesOf(resources),
      jvmOptions: heapOf(heap),
      storage: storageOf(pool, props.deleteClaims),
      template: templateOf(pool, props),
    },
  };
}

/** The pools of the cluster's nodes: brokers and controllers apart, or one of both roles for small machines. */
export const kafkaNodePools = (props: NodePoolsProps): KafkaNodePool[] =>
  [brokerPool(props), ...controllerPools(props)].map((pool) => nodePool(pool, props));
