import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { EnvironmentOn } from '../model/environment';
import { EnvironmentOutputs } from '../modules/environment-outputs';

export interface EksStackProps {
  readonly environment: EnvironmentOn<'eks'>;
}

/** The platform on AWS EKS over three zones. */
export class EksStack extends TerraformStack {
  constructor(scope: Construct, { environment }: EksStackProps) {
    super(scope, environment.name);
    new EnvironmentOutputs(this, 'environment', { environment });
  }
}
