import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toolFolder } from '../build/container-tools';
import { CrdsError } from '../crds/crds-error';
import { runTool } from '../crds/tools';
import type { Environment } from '../kafka/cache-dir';

/** Published as a Go module; nothing of it is deployed. */
const actionlint = { program: 'github.com/rhysd/actionlint/cmd/actionlint', version: 'v1.7.12' } as const;

/** How the workflows were found: without faults, with some, or not looked at, and why. */
export type Linted = { readonly clean: boolean } | { readonly skipped: string };

/** The program of the pinned version; built when it is not there. Undefined without Go. */
async function command(env: Environment): Promise<string | undefined> {
  const folder = join(toolFolder(env), `actionlint-${actionlint.version}`);
  const file = join(folder, 'actionlint');
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  process.stderr.write(`building actionlint ${actionlint.version}\n`);
  try {
    const building = { ...env, GOBIN: folder, GOFLAGS: '' };
    await runTool('go', ['install', `${actionlint.program}@${actionlint.version}`], building);
  } catch (error) {
    if (error instanceof CrdsError && error.code === 'CRDS_TOOL_MISSING') return undefined;
    throw error;
  }
  return file;
}

/** Its findings go to the terminal. @returns its exit status: 0 for none, 1 for some, others for its own failures */
function run(file: string, folder: string, env: Environment): Promise<number> {
  return new Promise((settle, reject) => {
    // Shell scripts of steps are looked at by shellcheck where it is installed.
    const child = spawn(file, ['-no-color'], { cwd: folder, env: { ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('close', (status) => settle(status ?? 2));
  });
}

/** Looks at all workflows of a repository: their syntax, expressions, inputs of actions and scripts. */
export async function lintWorkflows(folder: string, env: Environment): Promise<Linted> {
  const file = await command(env);
  if (file === undefined) {
    return {
      skipped:
        'the workflows were not looked at: actionlint is built with Go, which is not installed (https://go.dev/dl)',
    };
  }
  const status = await run(file, folder, env);
  if (status > 1) throw new Error(`${file} ended with ${status}: delete it, and the next run builds it anew`);
  return { clean: status === 0 };
}
