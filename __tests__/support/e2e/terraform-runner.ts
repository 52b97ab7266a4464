/** Test code: a synthesized stack made by Terraform itself, where its providers and the charts can be had. */
import { join } from 'node:path';
import { must, type Variables } from './commands';
import type { Step } from './release-runner';

interface Plan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[] };
  }[];
}

/** Half an hour: operator, brokers and services roll one at a time. */
const APPLY_LIMIT_MS = 1_800_000;

function actionOf(actions: readonly string[]): Step['action'] {
  const [only = 'no-op', ...more] = actions;
  if (more.length > 0 || only === 'update') return 'changed';
  if (only === 'create') return 'created';
  return only === 'delete' ? 'destroyed' : 'unchanged';
}

/** The state is where `cdktf deploy` has it: the stack's own backend says so. */
export class TerraformRunner {
  constructor(
    private readonly env: Variables,
    private readonly say: (line: string) => void,
  ) {}

  private terraform(folder: string, ...args: readonly string[]): Promise<string> {
    const binary = this.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
    return must(binary, [`-chdir=${folder}`, ...args], { env: this.env, timeoutMs: APPLY_LIMIT_MS });
  }

  async deploy(folder: string): Promise<Step[]> {
    const file = join(folder, 'e2e.tfplan');
    await this.terraform(folder, 'init', '-input=false', '-no-color');
    await this.terraform(folder, 'plan', '-input=false', '-no-color', `-out=${file}`);
    const plan = JSON.parse(await this.terraform(folder, 'show', '-json', file)) as Plan;
    const steps = (plan.resource_changes ?? []).map(({ address, change }) => ({
      address,
      action: actionOf(change.actions),
    }));
    for (const { address, action } of steps) if (action !== 'unchanged') this.say(`${address} is to be ${action}`);
    await this.terraform(folder, 'apply', '-input=false', '-no-color', file);
    return steps;
  }

  async destroy(folder: string): Promise<Step[]> {
    await this.terraform(folder, 'init', '-input=false', '-no-color');
    await this.terraform(folder, 'destroy', '-auto-approve', '-input=false', '-no-color');
    return [];
  }
}
