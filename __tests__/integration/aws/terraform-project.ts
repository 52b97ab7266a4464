import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended } from '../../../local/deploy/run-command';
import type { AwsMock } from './aws-mock';

type Block = Readonly<Record<string, unknown>>;

const terraform = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';

/** A root module of Terraform's own resources, with a backend as a stack has it; Terraform itself runs it. */
export class TerraformProject {
  readonly folder: string;

  constructor(
    private readonly mock: AwsMock,
    private readonly backend: Block,
    parent: string,
    private readonly credentials: Readonly<Record<string, string>> = {},
  ) {
    mkdirSync(parent, { recursive: true });
    this.folder = mkdtempSync(join(parent, 'terraform-'));
  }

  /** @param resources of the type `terraform_data`, which no provider has to be fetched for */
  write(resources: Readonly<Record<string, Block>>): void {
    const module = { terraform: { backend: this.backend }, resource: { terraform_data: resources } };
    writeFileSync(join(this.folder, 'cdk.tf.json'), JSON.stringify(module));
  }

  /** The one word beside the stack's own: the mock has no host name for each bucket. */
  init(): Promise<Ended> {
    return this.run('init', '-no-color', '-input=false', '-backend-config=use_path_style=true');
  }

  run(command: string, ...args: readonly string[]): Promise<Ended> {
    const all = [`-chdir=${this.folder}`, command, ...args];
    return this.mock.commands(this.variables).answer(terraform, all);
  }

  apply(...args: readonly string[]): Promise<Ended> {
    return this.run('apply', '-no-color', '-input=false', '-auto-approve', ...args);
  }

  /** One that goes on while others are tried. */
  applying(): { readonly ended: Promise<number | null>; readonly kill: () => void } {
    const args = [`-chdir=${this.folder}`, 'apply', '-no-color', '-input=false', '-auto-approve'];
    const child: ChildProcess = spawn(terraform, args, {
      env: { ...this.mock.env, ...this.variables },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit').then(([status]) => status as number | null);
    return { ended, kill: () => child.kill('SIGKILL') };
  }

  private get variables(): Record<string, string> {
    return { ...this.credentials, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
  }
}
