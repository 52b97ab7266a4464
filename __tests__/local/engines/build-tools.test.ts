import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingPackages, requireBuildTools } from '../../../local/engines/build-tools';
import { enginePaths } from '../../../local/engines/librdkafka';
import { mustRun } from '../../../local/engines/run';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

test('names everything that a bare machine lacks, by Debian’s names', async () => {
  expect(await missingPackages({ PATH: folder })).toEqual([
    ...['g++', 'make', 'python3', 'pkg-config'],
    ...['libssl-dev', 'zlib1g-dev', 'libzstd-dev'],
  ]);
});

test('rejects a machine without one library, and says what to install', async () => {
  for (const name of ['make', 'python3', 'pkg-config']) await program(name, 'exit 0');
  // A compiler that knows no zstd.
  await program('g++', 'case "$*" in *-lzstd*) exit 1;; esac; exit 0');
  await expect(requireBuildTools({ PATH: `${folder}:/bin:/usr/bin` }, 'linux')).rejects.toMatchObject({
    code: 'ENGINE_TOOLS_MISSING',
    message: expect.stringContaining('`apt-get install --no-install-recommends libzstd-dev`') as string,
  });
});

test('rejects another system before anything is fetched, and says what else there is', async () => {
  await expect(requireBuildTools({ PATH: folder }, 'darwin')).rejects.toMatchObject({
    code: 'ENGINE_SYSTEM_UNSUPPORTED',
    message: expect.stringContaining('KAFKA_ENGINE_PATH') as string,
  });
});

test('rejects a step that failed with the end of what it said', async () => {
  await program('step', 'echo first; echo last >&2; exit 3');
  const step = { command: join(folder, 'step'), args: ['now'], env: {}, log: join(folder, 'log') };
  await expect(mustRun('it broke', step)).rejects.toMatchObject({
    code: 'ENGINE_BUILD_FAILED',
    message: expect.stringMatching(/it broke: .*step now ended with status 3[\s\S]*last[\s\S]*log$/) as string,
  });
});

test('keeps one folder for each version of the package and of Node.js, with one link for all', () => {
  const { folder: built, link } = enginePaths({ MILLRACE_CACHE_DIR: folder });
  expect(built).toMatch(/\/engines\/librdkafka-kafka-javascript-\d+\.\d+\.\d+-node\d+$/);
  expect(link).toBe(join(folder, 'engines', 'librdkafka'));
});
