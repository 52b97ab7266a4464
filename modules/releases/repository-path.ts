import { join, relative, sep } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

export const repository = join(__dirname, '../..');

/** The repository as Terraform finds it from the stack's folder, where it runs: no path of this machine enters the plan. */
export function repositoryPath(scope: Construct): string {
  const { outdir } = App.of(scope);
  return relative(join(outdir, 'stacks', TerraformStack.of(scope).node.id), repository)
    .split(sep)
    .join('/');
}
