import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Commands } from '../deploy/run-command';
import type { Environment } from '../kafka/cache-dir';
import { askCheckov, installCheckov } from './checkov';
import { judge, type Judgement } from './judge';
import { ScanError } from './scan-error';
import { copySubjects, stacksIn, type Subject } from './subjects';

export interface StackScan extends Judgement {
  readonly stack: string;
  /** Resources of Terraform and objects. */
  readonly subjects: number;
}

/** What checkov has checks for. A stack of them without a single verdict was not understood. */
const isChecked = ({ resource, file }: Subject): boolean =>
  resource === undefined ? file.includes('objects') : resource.startsWith('aws_');

/** Apart from the others: a policy of one stack must not answer for another's pods. */
async function scanStack(outdir: string, stack: string, installed: string, env: Environment): Promise<StackScan> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-scan-')));
  try {
    const subjects = copySubjects(outdir, stack, folder);
    const answer = await askCheckov(installed, folder, env);
    if (subjects.some(isChecked) && answer.passed.length + answer.failed.length === 0) {
      const message = `checkov says nothing of the ${subjects.length} resources and objects of ${stack}: a version that does not know them`;
      throw new ScanError('SCAN_NOTHING_SCANNED', message);
    }
    return { stack, subjects: subjects.length, ...judge(subjects, answer) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Scans every stack in a folder that CDKTF wrote: seconds each, one after the other.
 * @throws ScanError
 */
export async function scan(outdir: string, env: Environment): Promise<readonly StackScan[]> {
  const installed = await installCheckov(env);
  const scans: StackScan[] = [];
  for (const stack of stacksIn(outdir)) scans.push(await scanStack(outdir, stack, installed, env));
  return scans;
}

/**
 * Scans the stacks that `main.ts` makes now.
 * @throws ScanError; DeployError DEPLOY_COMMAND_FAILED when it makes none
 */
export async function scanRepository(repository: string, env: Environment): Promise<readonly StackScan[]> {
  const outdir = mkdtempSync(join(tmpdir(), 'millrace-scanned-'));
  try {
    const tsx = join(repository, 'node_modules/.bin/tsx');
    await new Commands(env).run(tsx, ['main.ts'], { cwd: repository, env: { CDKTF_OUTDIR: outdir } });
    return await scan(outdir, env);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
