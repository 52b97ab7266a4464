import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toolFolder } from '../../../local/build/container-tools';
import { runTool } from '../../../local/crds/tools';
import type { Environment } from '../../../local/kafka/cache-dir';

/** What the mock and the programs that ask it consist of, at the versions that were tried together. */
const requirements = join(__dirname, 'requirements.txt');

const pinned = (name: string): string =>
  new RegExp(`^${name}==(\\S+)$`, 'm').exec(readFileSync(requirements, 'utf8'))?.[1] ?? 'not-pinned';

/** Its folder says what is in it: these versions, and parts compiled for one minor version of Python. */
async function folderOf(env: Environment): Promise<string> {
  const answer = await runTool('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], env);
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 8);
  return join(toolFolder(env), `moto-${pinned('moto')}-${digest}-python${answer.trim()}`);
}

/**
 * The folder with moto's server, boto3 and the AWS CLI; fetched with pip when it is not there: 280 MB, half a minute.
 * @throws CrdsError CRDS_TOOL_MISSING without Python, CRDS_TOOL_FAILED without pip or PyPI
 */
export async function installMock(env: Environment): Promise<string> {
  const folder = await folderOf(env);
  if (existsSync(folder)) return folder;
  process.stderr.write(`moto ${pinned('moto')} is not in ${toolFolder(env)}: fetching it from PyPI\n`);
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
    await runTool(
      'python3',
      ['-m', 'pip', 'install', ...quiet, '--target', unfinished, '--requirement', requirements],
      env,
    );
    // Whole or not at all; another run may have been faster.
    if (!existsSync(folder)) await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}
