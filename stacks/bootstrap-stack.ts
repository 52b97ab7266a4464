import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { awsOfAccount, Bootstrap, type BootstrapProps } from '../modules/bootstrap/bootstrap';
import { stateInFile } from '../modules/releases/state-file';

export type BootstrapStackProps = BootstrapProps;

/** Once for each AWS account, before the first of its environments. Its own state is a file: the bucket is what it makes. */
export class BootstrapStack extends TerraformStack {
  constructor(scope: Construct, props: BootstrapStackProps) {
    super(scope, props.account.name);
    stateInFile(this);
    awsOfAccount(this, props.account);
    new Bootstrap(this, 'account', props);
  }
}
