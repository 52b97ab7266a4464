import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { EnvironmentOn } from '../model/environment';
import { EnvironmentOutputs } from '../modules/environment-outputs';

export interface MinikubeStackProps {
  readonly environment: EnvironmentOn<'minikube'>;
}

/** The platform on a minikube with one node for each zone. */
export class MinikubeStack extends TerraformStack {
  constructor(scope: Construct, { environment }: MinikubeStackProps) {
    super(scope, environment.name);
    new EnvironmentOutputs(this, 'environment', { environment });
  }
}
