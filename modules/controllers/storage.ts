import type { StorageClass } from 'kubernetes-types/storage/v1';
import { kafkaCluster } from '../../model/cluster-names';
import type { EnvironmentOn } from '../../model/environment';
import { storageParameters } from '../kafka-on-eks/volumes';
import { labelsOf } from '../kubernetes/object';

/** Class of volumes that are no broker's: what was measured, and what was silenced. They go with their claims. */
export const generalStorageClass = 'millrace-general';

/** Volumes of these go with their claims. That of brokers may be there even where no data may go: it might have, before. */
export const classesThatDelete: readonly string[] = [generalStorageClass, kafkaCluster.storageClasses.delete];

/** Encrypted, tagged, and in the zone that the pod was given, as the brokers' classes. */
export const generalStorage = (environment: EnvironmentOn<'eks'>): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: generalStorageClass, labels: labelsOf({ name: 'general', component: 'storage' }) },
  provisioner: environment.platform.volumeProvisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
  parameters: storageParameters(environment),
});
