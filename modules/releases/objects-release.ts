import { Construct, type IDependable } from 'constructs';
import type { Duration } from '../../model/units';
import type { KubernetesObject } from '../kubernetes/object';

export interface ObjectsReleaseProps {
  /** Name of the Helm release; also the construct's id. */
  readonly name: string;
  /** Where Helm keeps the release's record; objects name their own namespace. */
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
  /** Releases that must be ready before this one, and that outlive it on destroy. @default - none */
  readonly after?: readonly IDependable[];
  /** How long its objects may take to be ready, or gone. @default 5 minutes */
  readonly timeout?: Duration;
}

/** Objects as one release of `charts/objects`: done when each of them is ready, destroyed when each of them is gone. */
export class ObjectsRelease extends Construct {
  constructor(scope: Construct, props: ObjectsReleaseProps) {
    super(scope, props.name);
  }
}
