import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../crds/tools';
import type { Environment } from '../kafka/cache-dir';
import { toolFolder } from '../build/container-tools';

/** Programs of PyPI at the versions that were tried together. */
export interface PythonPackages {
  /** The one that all others are there for. */
  readonly name: string;
  /** File of pip, with every version pinned. */
  readonly requirements: string;
}

/** The version that is pinned of one of them. */
export const pinnedVersion = (name: string, requirements: string): string =>
  new RegExp(`^${name}==(\\S+)$`, 'm').exec(readFileSync(requirements, 'utf8'))?.[1] ?? 'not-pinned';

/** Its folder says what is in it: these versions, and parts compiled for one minor version of Python. */
async function folderOf({ name, requirements }: PythonPackages, env: Environment): Promise<string> {
  const answer = await runTool('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], env);
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 8);
  return join(toolFolder(env), `${name}-${pinnedVersion(name, requirements)}-${digest}-python${answer.trim()}`);
}

/**
 * The folder with them, for PYTHONPATH; fetched with pip when it is not there.
 * @throws CrdsError CRDS_TOOL_MISSING without Python, CRDS_TOOL_FAILED without pip or PyPI
 */
export async function installPythonPackages(packages: PythonPackages, env: Environment): Promise<string> {
  const { name, requirements } = packages;
  const folder = await folderOf(packages, env);
  if (existsSync(folder)) return folder;
  const version = pinnedVersion(name, requirements);
  process.stderr.write(`${name} ${version} is not in ${toolFolder(env)}: fetching it from PyPI\n`);
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
    const into = ['--target', unfinished, '--requirement', requirements];
    await runTool('python3', ['-m', 'pip', 'install', ...quiet, ...into], env);
    // Whole or not at all; another run may have been faster.
    if (!existsSync(folder)) await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}
