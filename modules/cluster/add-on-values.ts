import { addOnPods, type AddOnPods } from '../../model/add-on-pods';
import { nodeLabels, nodePools } from '../../model/aws-names';

/** What the add-ons are told, by the names of their own schemas. */

type Values = Readonly<Record<string, unknown>>;
type Tags = Readonly<Record<string, string>>;

const onSystemNodes = { nodeSelector: { [nodeLabels.pool]: nodePools.system } };

const requests = ({ cpu, memory }: AddOnPods): Values => ({ cpu: cpu.toQuantity(), memory: memory.toQuantity() });

/** Pods of a controller in different zones where that can be. */
const overZones = (labels: Tags): Values => ({
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
    },
  ],
});

/**
 * No prefix delegation: a node of ours is full of memory long before its addresses end, and single addresses need no
 * unbroken blocks of 16 in the subnet. `maxPods` of model/instance-types.ts counts on it.
 */
export const vpcCniValues = (tags: Tags): Values => ({
  enableNetworkPolicy: 'true',
  // Interfaces that a node leaves behind are found by them.
  env: { ENABLE_PREFIX_DELEGATION: 'false', ADDITIONAL_ENI_TAGS: JSON.stringify(tags) },
});

export const coreDnsValues: Values = {
  ...onSystemNodes,
  replicaCount: addOnPods.coreDns.replicas,
  resources: { requests: requests(addOnPods.coreDns), limits: { memory: '170Mi' } },
  ...overZones({ 'k8s-app': 'kube-dns' }),
};

export const metricsServerValues: Values = {
  ...onSystemNodes,
  replicas: addOnPods.metricsServer.replicas,
  resources: { requests: requests(addOnPods.metricsServer), limits: { memory: '400Mi' } },
};

/** VolumeAttributesClass needs no switch: Kubernetes has it since 1.34 for good, and the driver's sidecars with it. */
export const ebsCsiDriverValues = (tags: Tags): Values => ({
  controller: { ...onSystemNodes, replicaCount: addOnPods.ebsCsiController.replicas, extraVolumeTags: tags },
  // Brokers' nodes are tainted, and brokers have volumes.
  node: { tolerateAllTaints: true },
  // The environment's own StorageClass is the only one.
  defaultStorageClass: { enabled: false },
});
