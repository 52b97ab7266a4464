import { Construct, type IDependable } from 'constructs';
import { awsGate } from './aws-gate';

export interface VolumesToldProps {
  /** Name of the environment and of its cluster: its volumes have it as their tag `millrace:environment`. */
  readonly environment: string;
  readonly region: string;
  /** What goes after it. @default - nothing: it is the last */
  readonly after?: readonly IDependable[];
}

/**
 * On destroy it says which volumes stay on purpose, and how each is removed; and it deletes the control plane's log group
 * when EKS has made it again. It never fails.
 */
export class VolumesTold extends Construct {
  constructor(scope: Construct, id: string, { environment, region, after = [] }: VolumesToldProps) {
    super(scope, id);
    const request = { environment, region };
    awsGate(this, { when: 'destroy', command: 'tell-volumes', request, after });
  }
}
