import type { StorageClass } from 'kubernetes-types/storage/v1';
import { kafkaCluster } from '../../model/cluster-names';
import { labelsOf } from '../kubernetes/object';

export interface StorageClassProps {
  readonly provisioner: string;
  /** Volumes, and what is on them, go with their claims. */
  readonly deleteVolumes: boolean;
  /** Whether the provisioner can grow a volume. @default true */
  readonly allowVolumeExpansion?: boolean;
  /** The provisioner's own settings. @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The class of the brokers' and controllers' volumes. A class cannot be changed, only replaced. */
export function kafkaStorageClass(props: StorageClassProps): StorageClass {
  const { provisioner, deleteVolumes, allowVolumeExpansion = true, parameters } = props;
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: kafkaCluster.storageClass, labels: labelsOf({ name: 'kafka', component: 'storage' }) },
    provisioner,
    reclaimPolicy: deleteVolumes ? 'Delete' : 'Retain',
    // The scheduler chooses the zone first: a volume that is made at once may stand where its pod may not.
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion,
    ...(parameters === undefined ? {} : { parameters }),
  };
}
