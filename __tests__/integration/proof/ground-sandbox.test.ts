import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../proof/sandbox/run';

const canEnter = process.platform === 'linux' && process.getuid?.() === 0;
// eslint-disable-next-line no-restricted-properties -- without root it says so; .ci/run is root
const suite = canEnter ? describe : describe.skip;
const why = canEnter ? '' : ' (not run: it takes root on Linux)';

/** Mounts and namespaces of a sandbox, as far as the machine itself sees them. */
async function ours(): Promise<string[]> {
  const lines = [
    ...readFileSync('/proc/self/mounts', 'utf8').split('\n'),
    ...(await run('ip', 'netns', 'list')).split('\n'),
  ];
  return lines.filter((line) => /^proof-|^node\d+\b|millrace-sandbox-/.test(line));
}

suite(`a sandbox${why}`, () => {
  let dir: string;
  let seen: Record<string, unknown>;
  let code: number | null;
  let before: string[];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-sandbox-'));
    before = await ours();
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'sandbox-child.ts'), dir], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
      // It has said all: now it waits for this.
      if (stdout.endsWith('\n')) child.kill('SIGINT');
    });
    [code] = (await once(child, 'close')) as [number | null];
    if (stdout === '') throw new Error(`the child ended with ${code}: ${stderr}`);
    seen = JSON.parse(stdout) as Record<string, unknown>;
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('is another network than this one', async () => {
    expect(seen['network']).toMatch(/^net:\[\d+\]$/);
    expect(seen['network']).not.toBe(await readlink('/proc/self/ns/net'));
  });

  it('connects its nodes, and gives a node twice when it is asked for twice', () => {
    const all = { one: ['whole:other', 'whole:client'], other: ['whole:one', 'whole:client'] };
    expect(seen).toMatchObject({ again: true, whole: all });
  });

  it.each([
    ['both', { one: ['both:client'], other: ['both:client'] }],
    ['in', { one: ['in:client'], other: ['in:one', 'in:client'] }],
    ['out', { one: ['out:other', 'out:client'], other: ['out:client'] }],
    ['mended', { one: ['mended:other', 'mended:client'], other: ['mended:one', 'mended:client'] }],
  ])('%s: drops what it should and nothing of clients', (way, heard) => {
    expect(seen[way]).toEqual(heard);
  });

  it('has volumes that are full where they should be', () => {
    expect(seen['volume']).toBe('ENOSPC after 1048576');
  });

  it('passes an interruption on, and the status back', () => {
    expect(code).toBe(7);
  });

  it('leaves nothing on the machine', async () => {
    expect(await ours()).toEqual(before);
    expect(await readdir(join(dir, 'volume'))).toEqual([]);
  });
});
