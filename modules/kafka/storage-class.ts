import type { StorageClass } from 'kubernetes-types/storage/v1';
import { kafkaCluster } from '../../model/cluster-names';
import { labelsOf } from '../kubernetes/object';

export interface StorageClassesProps {
  readonly provisioner: string;
  /** New volumes, and what is on them, go with their claims. */
  readonly deleteVolumes: boolean;
  /** Whether the provisioner can grow a volume. @default true */
  readonly allowVolumeExpansion?: boolean;
  /** The provisioner's own settings. Like the provisioner they are decided before the first deploy. @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
}

type Policy = keyof typeof kafkaCluster.storageClasses;

/**
 * The class that the pools ask for. Volumes that are there keep theirs, and their policy: Strimzi ignores a pool whose
 * class has changed, with every other change of its storage, and says so in a condition `KafkaStorage`
 * (`KafkaPool.fromCrd`). Where that would leave data deletable, the guard of charts/objects refuses the deploy.
 */
export const volumeClass = (deleteVolumes: boolean): string =>
  kafkaCluster.storageClasses[deleteVolumes ? 'delete' : 'retain'];

function storageClass(policy: Policy, props: StorageClassesProps): StorageClass {
  const { provisioner, allowVolumeExpansion = true, parameters } = props;
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: kafkaCluster.storageClasses[policy],
      labels: labelsOf({ name: 'kafka', component: 'storage' }),
    },
    provisioner,
    reclaimPolicy: policy === 'delete' ? 'Delete' : 'Retain',
    // The scheduler chooses the zone first: a volume that is made at once may stand where its pod may not.
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion,
    ...(parameters === undefined ? {} : { parameters }),
  };
}

/**
 * Classes of the brokers' and controllers' volumes. The one that keeps stays when volumes may go: those that were made
 * before grow by it, and so are the volumes of brokers that are added to them.
 */
export const kafkaStorageClasses = (props: StorageClassesProps): StorageClass[] =>
  (props.deleteVolumes ? (['retain', 'delete'] as const) : (['retain'] as const)).map((policy) =>
    storageClass(policy, props),
  );
