import { Construct, type IDependable } from 'constructs';
import type { Environment } from '../../model/environment';
import { ObjectsRelease } from '../releases/objects-release';
import { namespaceObjects } from './objects';
import { platformQuota, type QuotaSettings } from './quota';

export interface NamespacesProps extends QuotaSettings {
  readonly environment: Pick<Environment, 'kafka' | 'services' | 'versions'>;
  /** @default - none: nothing comes before the namespaces but the cluster */
  readonly after?: readonly IDependable[];
}

/**
 * Where Helm keeps the record of the release that makes the other namespaces: one that every cluster has, and that nobody
 * locks, as some vendors lock `kube-system`. There is nothing in the record but the namespaces themselves.
 */
const recordNamespace = 'default';

/** The namespaces and what they may hold: the first release to come, and the last to go. */
export class Namespaces extends Construct {
  constructor(scope: Construct, id: string, { environment, after = [], ...quota }: NamespacesProps) {
    super(scope, id);
    new ObjectsRelease(this, {
      name: 'namespaces',
      namespace: recordNamespace,
      objects: [...namespaceObjects(environment.versions.kubernetes), platformQuota({ environment, ...quota })],
      after,
    });
  }
}
