import { Construct, type IDependable } from 'constructs';
import type { Environment } from '../../model/environment';
import { Duration } from '../../model/units';
import { ObjectsRelease, type ObjectsReleaseProps } from '../releases/objects-release';
import { namespaceObjects } from './objects';
import { platformQuota, type QuotaSettings } from './quota';

export interface NamespacesProps extends QuotaSettings {
  readonly environment: Pick<Environment, 'kafka' | 'services' | 'versions'>;
  /**
   * Storage classes whose volumes are deleted with their claims: on destroy, only once the last of them is gone too. What
   * deletes them goes with the cluster, and would leave them behind. @default - none: no volume is waited for
   */
  readonly deletedVolumes?: readonly string[];
  /** @default - none: nothing comes before the namespaces but the cluster */
  readonly after?: readonly IDependable[];
}

/**
 * Where Helm keeps the record of the release that makes the other namespaces: one that every cluster has, and that nobody
 * locks, as some vendors lock `kube-system`. There is nothing in the record but the namespaces themselves.
 */
const recordNamespace = 'default';

/** A namespace takes its claims with it at once; a volume is first detached, which takes minutes, and then deleted. */
const withVolumes = (storageClasses: readonly string[]): Pick<ObjectsReleaseProps, 'leftovers' | 'timeout'> =>
  storageClasses.length === 0
    ? {}
    : {
        leftovers: storageClasses.map((storageClass) => ({ apiVersion: 'v1', kind: 'PersistentVolume', storageClass })),
        timeout: Duration.minutes(10),
      };

/** The namespaces and what they may hold: the first release to come, and the last to go. */
export class Namespaces extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { environment, deletedVolumes = [], after = [], ...quota }: NamespacesProps,
  ) {
    super(scope, id);
    new ObjectsRelease(this, {
      name: 'namespaces',
      namespace: recordNamespace,
      objects: [...namespaceObjects(environment.versions.kubernetes), platformQuota({ environment, ...quota })],
      after,
      ...withVolumes(deletedVolumes),
    });
  }
}
