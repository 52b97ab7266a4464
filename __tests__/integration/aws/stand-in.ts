import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Commands } from '../../../local/deploy/run-command';
import type { AwsMock } from './aws-mock';

type Block = Record<string, unknown>;

/** A synthesized stack, as far as these tests read it. */
export interface StackJson {
  readonly terraform: { readonly backend: Readonly<Record<string, Block>> };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

/** What the stand-in has done, by Terraform's addresses. */
export interface Applied {
  readonly created: readonly string[];
  readonly kept: readonly string[];
  /** Only held against AWS's model of the request. */
  readonly not_sent: readonly string[];
  readonly why: Readonly<Record<string, string>>;
}

const repository = resolve(__dirname, '..', '..', '..');

/** The stacks that `main.ts` makes now, and a folder for what is tried with them. */
export class Stacks {
  private constructor(readonly folder: string) {}

  static async synthesized(): Promise<Stacks> {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-aws-'));
    const made = new Stacks(folder);
    const options = { cwd: repository, env: { CDKTF_OUTDIR: folder } };
    try {
      await new Commands(process.env).run(join(repository, 'node_modules/.bin/tsx'), ['main.ts'], options);
      return made;
    } catch (error) {
      made.remove();
      throw error;
    }
  }

  json(stack: string): StackJson {
    return JSON.parse(readFileSync(join(this.folder, 'stacks', stack, 'cdk.tf.json'), 'utf8')) as StackJson;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The program beside this file that stands in for Terraform's AWS provider: a stack, and what it has made of it. */
export class StandIn {
  private readonly folder: string;

  constructor(
    private readonly mock: AwsMock,
    stack: StackJson,
    parent: string,
  ) {
    mkdirSync(parent, { recursive: true });
    this.folder = mkdtempSync(join(parent, 'stand-in-'));
    writeFileSync(this.stack, JSON.stringify(stack));
  }

  /** The same with another text of the stack. */
  with(stack: StackJson): this {
    writeFileSync(this.stack, JSON.stringify(stack));
    return this;
  }

  private get stack(): string {
    return join(this.folder, 'cdk.tf.json');
  }

  /** @throws Error with what was refused */
  async apply(): Promise<Applied> {
    return (await this.run('apply')) as Applied;
  }

  /** @returns the addresses, in their order */
  async destroy(): Promise<readonly string[]> {
    return ((await this.run('destroy')) as { readonly destroyed: readonly string[] }).destroyed;
  }

  private async run(command: 'apply' | 'destroy'): Promise<unknown> {
    return standIn(this.mock, command, this.stack, join(this.folder, 'state.json'));
  }
}

async function standIn(mock: AwsMock, ...args: readonly string[]): Promise<unknown> {
  const program = join(__dirname, 'stand-in', 'main.py');
  const { status, stdout, stderr } = await mock.commands().answer('python3', [program, ...args]);
  if (status !== 0) throw new Error(stderr.trim());
  return JSON.parse(stdout);
}

/** Why each of the copies is not taken, where it differs, beside what the stack has made; null when it is. */
export async function refusalsOf(
  mock: AwsMock,
  stack: StackJson,
  copies: readonly StackJson[],
  parent: string,
): Promise<readonly (string | null)[]> {
  const files = [stack, ...copies].map((text, at) => {
    const file = join(parent, `planted-${at}.json`);
    writeFileSync(file, JSON.stringify(text));
    return file;
  });
  return (await standIn(mock, 'refusals', ...files)) as readonly (string | null)[];
}
