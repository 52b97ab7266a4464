import { Construct, type IDependable } from 'constructs';
import { Duration } from '../../model/units';
import { awsGate } from './aws-gate';

export interface ProtectionLiftedProps {
  /** Its name. */
  readonly cluster: string;
  readonly region: string;
  /** Address of the cluster's API. Another one is another cluster: the protection of the old one is lifted, and it goes. */
  readonly endpoint: string;
  /** The cluster: this goes right before it, when all that depends on this is gone. */
  readonly after: readonly IDependable[];
  /** Of each of the two. @default 10 minutes */
  readonly timeout?: Duration;
}

/**
 * When the cluster is destroyed or replaced, it switches EKS's deletion protection and the control plane's log off, right
 * before. The provider only does when it applies the setting, and neither applies it first: `destroyable` in the
 * environment lets the plan through, and EKS would still refuse.
 */
export class ProtectionLifted extends Construct {
  constructor(scope: Construct, id: string, props: ProtectionLiftedProps) {
    super(scope, id);
    const { cluster, region, endpoint, after, timeout = Duration.minutes(10) } = props;
    const request = { cluster, region, timeoutSeconds: timeout.toSeconds() };
    awsGate(this, { when: 'destroy', command: 'lift-protection', request, after, triggersReplace: endpoint });
  }
}
