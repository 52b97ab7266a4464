import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveUse, settleRecording } from '../../../local/kafka/class-archive';
import { withLock } from '../../../local/kafka/file-lock';
import { identify, isAlive, signal } from '../../../local/kafka/process-identity';
import { waitUntil } from '../../../local/kafka/wait-until';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-process-test-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('process identity', () => {
  it('knows a running process again', async () => {
    const own = await identify(process.pid);
    expect(own).toMatchObject({ pid: process.pid });
    expect(own && (await isAlive(own))).toBe(true);
  });

  it('does not take another process with the same id for it, nor signal it', async () => {
    const other = { pid: process.pid, startedAt: 'an earlier moment' };
    expect(await isAlive(other)).toBe(false);
    expect(await signal(other, 'SIGKILL')).toBe(false);
  });
});

describe('withLock', () => {
  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await readdir(dir);
      inside -= 1;
    };
    const path = join(dir, 'a.lock');
    await Promise.all(Array.from({ length: 5 }, () => withLock(path, 10_000, work)));
    expect(most).toBe(1);
    expect(await readdir(dir)).toEqual([]);
  });

  it.each([
    ['whose process is gone', JSON.stringify({ pid: process.pid, startedAt: 'an earlier moment' })],
    ['that was cut off', '{"pid"'],
  ])('passes over a lock %s', async (_, content) => {
    const path = join(dir, 'a.lock');
    await writeFile(path, content);
    expect(await withLock(path, 1000, () => Promise.resolve('done'))).toBe('done');
  });

  it('rejects when a live process keeps it', async () => {
    const path = join(dir, 'a.lock');
    await writeFile(path, JSON.stringify(await identify(process.pid)));
    await expect(withLock(path, 50, () => Promise.resolve())).rejects.toMatchObject({
      code: 'LOCAL_LOCK_TIMEOUT',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    expect(existsSync(path)).toBe(true);
  });
});

describe('the class archive', () => {
  const jars = () => ({
    version: '4.3.1',
    java: { command: 'java', version: '17', key: '17-x' },
    dir,
    classpath: '',
    archive: join(dir, 'classes.jsa'),
  });

  it('is recorded by one who may, and published after a clean end', async () => {
    const { flags, recording = '' } = archiveUse(jars(), true);
    expect(flags).toContain(`-XX:ArchiveClassesAtExit=${recording}`);
    await writeFile(recording, 'classes');
    await settleRecording(recording, true);
    expect(await readdir(dir)).toEqual(['classes.jsa']);
    expect(archiveUse(jars(), true)).toEqual({
      flags: ['-Xshare:auto', `-XX:SharedArchiveFile=${join(dir, 'classes.jsa')}`],
    });
  });

  it('is thrown away when its process was killed', async () => {
    const { recording = '' } = archiveUse(jars(), true);
    await writeFile(recording, 'half');
    await settleRecording(recording, false);
    expect(await readdir(dir)).toEqual([]);
  });

  it('is not recorded by one who may not', () => {
    expect(archiveUse(jars(), false)).toEqual({ flags: ['-Xshare:auto'] });
  });
});

describe('waitUntil', () => {
  it('returns the first answer', async () => {
    let asked = 0;
    const probe = (): number | undefined => (++asked === 3 ? asked : undefined);
    expect(await waitUntil('three', probe, { timeoutMs: 1000, everyMs: 1 })).toBe(3);
  });

  it('rejects with what it waited for', async () => {
    await expect(waitUntil('nothing', () => undefined, { timeoutMs: 5, everyMs: 1 })).rejects.toMatchObject({
      code: 'LOCAL_TIMEOUT',
      message: 'waited 0.005 s for nothing',
    });
  });
});
