import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { identify, isAlive } from '../../../local/kafka/process-identity';
import { down } from '../../../local/platform/down';
import { isEnvironmentName, layoutOf } from '../../../local/platform/layout';
import { Steps } from '../../../local/platform/steps';

const stateDir = mkdtempSync(join(tmpdir(), 'millrace-down-'));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

const silent = (): Steps => new Steps(new PassThrough() as unknown as NodeJS.WriteStream);

async function recordedProcess(
  name: string,
): Promise<{ folder: string; identity: { pid: number; startedAt: string } }> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const identity = await identify(child.pid ?? 0);
  if (identity === undefined) throw new Error('sleep did not start');
  const folder = layoutOf(stateDir, 'local', 0).serviceRecords;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...identity, digest: 'of another version' }));
  return { folder, identity };
}

describe("an environment's name", () => {
  it.each(['..', '../other', '/tmp', 'a/b', '', '.', 'A', '-x'])(
    'rejects %p, which could lead `make reset` elsewhere',
    (name) => {
      expect(isEnvironmentName(name)).toBe(false);
    },
  );

  it('is one of letters, digits and hyphens', () => {
    expect(['local', 'eks-prod', 'team2'].map(isEnvironmentName)).toEqual([true, true, true]);
  });
});

describe('down', () => {
  it('stops a service that the model no longer names, by its record alone', async () => {
    const { folder, identity } = await recordedProcess('retired');
    await down(layoutOf(stateDir, 'local', 0), silent());
    expect(await isAlive(identity)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves a process alone that merely got the id of a recorded one', async () => {
    const { folder, identity } = await recordedProcess('reused');
    writeFileSync(
      join(folder, 'reused.json'),
      JSON.stringify({ ...identity, startedAt: 'another boot:1', digest: '' }),
    );
    await down(layoutOf(stateDir, 'local', 0), silent());
    expect(await isAlive(identity)).toBe(true);
    process.kill(identity.pid);
  });
});
