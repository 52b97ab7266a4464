import { Construct, type IDependable } from 'constructs';
import type { EksAccess } from '../../model/gate';
import { Duration } from '../../model/units';
import { awsGate } from './aws-gate';

export interface ApiReadyProps {
  readonly access: EksAccess;
  /** The cluster with all that whoever deploys needs in it. @default - what `access` refers to */
  readonly after?: readonly IDependable[];
  /** A new cluster's name and access entries take minutes to be known everywhere. @default 10 minutes */
  readonly timeout?: Duration;
}

/**
 * There once the Kubernetes API of EKS answers and lets whoever deploys do everything; says why when it does not. Without it
 * the first release would fail with a timeout that names no reason.
 */
export class ApiReady extends Construct {
  constructor(scope: Construct, id: string, { access, after = [], timeout = Duration.minutes(10) }: ApiReadyProps) {
    super(scope, id);
    awsGate(this, {
      when: 'create',
      command: 'await-api',
      request: { eks: access, timeoutSeconds: timeout.toSeconds() },
      after,
      // A cluster that is replaced has another.
      triggersReplace: access.endpoint,
    });
  }
}
