import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { KubernetesObject } from '../kubernetes/object';
import { labelsOf } from '../kubernetes/object';
import { keepPolicy } from '../releases/object-refs';

/** `storage.k8s.io/v1`, since Kubernetes 1.34; the types that we compile with know it as an alpha one only. */
export interface VolumeAttributesClass extends KubernetesObject {
  readonly apiVersion: 'storage.k8s.io/v1';
  readonly kind: 'VolumeAttributesClass';
  readonly metadata: ObjectMeta;
  readonly driverName: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What of the brokers' volumes can be changed while they are in use: another set of values is another class. */
export interface VolumeAttributes {
  /** Says the values: a class cannot be changed, a volume can be given another. */
  readonly name: string;
  /** The driver's own. Each set says all of them: what one leaves out stays as the class before it had it. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface VolumeAttributesProps extends VolumeAttributes {
  readonly driverName: string;
}

/**
 * Kept for good, also when no volume asks for it any more. Kubernetes deletes a class only once neither a claim nor a
 * volume names it (`vac-protection`), and volumes outlive their cluster: Helm would wait for that in vain, and could not
 * make a class again that is still on its way out. A kept one is taken back when its values return.
 */
export const volumeAttributesClass = ({
  name,
  parameters,
  driverName,
}: VolumeAttributesProps): VolumeAttributesClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'VolumeAttributesClass',
  metadata: { name, labels: labelsOf({ name: 'kafka', component: 'storage' }), annotations: { ...keepPolicy } },
  driverName,
  parameters,
});
