import { LocalBackend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { repositoryPath } from './repository-path';

/** Terraform's state in a file of the repository, `terraform.<stack>.tfstate`: for a cluster that one machine has to itself. */
export function stateInFile(scope: Construct): void {
  const stack = TerraformStack.of(scope);
  // CDKTF's own default is an absolute path.
  new LocalBackend(stack, { path: `${repositoryPath(stack)}/terraform.${stack.node.id}.tfstate` });
}
