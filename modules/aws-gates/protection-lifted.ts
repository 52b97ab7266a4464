import { Construct, type IDependable } from 'constructs';
import { Duration } from '../../model/units';
import { awsGate } from './aws-gate';

export interface ProtectionLiftedProps {
  /** Its name. */
  readonly cluster: string;
  readonly region: string;
  /** The cluster: this goes right before it, when all that depends on this is gone. */
  readonly after: readonly IDependable[];
  /** Of each of the two. @default 10 minutes */
  readonly timeout?: Duration;
}

/**
 * On destroy it switches EKS's deletion protection and the control plane's log off. The provider only does when it applies the setting, and a destroy
 * applies none: `destroyable` in the environment lets the plan through, and EKS would still refuse.
 */
export class ProtectionLifted extends Construct {
  constructor(scope: Construct, id: string, props: ProtectionLiftedProps) {
    super(scope, id);
    const { cluster, region, after, timeout = Duration.minutes(10) } = props;
    const request = { cluster, region, timeoutSeconds: timeout.toSeconds() };
    awsGate(this, { when: 'destroy', command: 'lift-protection', request, after });
  }
}
