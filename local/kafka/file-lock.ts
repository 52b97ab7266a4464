import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LocalKafkaError, systemCode } from './errors';
import { identify, isAlive, type ProcessIdentity } from './process-identity';
import { waitUntil } from './wait-until';

function holderOf(text: string): ProcessIdentity | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('pid' in parsed) || !('startedAt' in parsed))
      return undefined;
    return { pid: Number(parsed.pid), startedAt: String(parsed.startedAt) };
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Takes away the lock of a process that is gone. Two that do it at once must not take away a fresh lock. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  // Somebody else was faster and this is their live lock: put it back (a third holder in between keeps theirs).
  if ((await readIfThere(aside)) !== stale) await link(aside, path).catch(() => undefined);
  await unlink(aside);
}

async function tryTake(path: string, content: string): Promise<true | undefined> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content);
  try {
    // A link appears with its content at once; an exclusive open would show an empty file to others first.
    await link(draft, path);
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  const found = await readIfThere(path);
  if (found === undefined) return undefined;
  const holder = holderOf(found);
  if (holder === undefined || !(await isAlive(holder))) await removeStale(path, found);
  return undefined;
}

/** Runs `work` while this process alone holds the lock file; a lock whose process is gone does not count. */
export async function withLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const content = JSON.stringify({ ...(await identify(process.pid)), nonce: randomUUID() });
  try {
    await waitUntil(`the lock ${path}`, () => tryTake(path, content), { timeoutMs });
  } catch (error) {
    if (!(error instanceof LocalKafkaError)) throw error;
    const holder = holderOf((await readIfThere(path)) ?? '');
    throw new LocalKafkaError(
      'LOCAL_LOCK_TIMEOUT',
      `${path} is held by process ${holder?.pid ?? 'unknown'} for more than ${timeoutMs / 1000} s; ` +
        'only one process may work there at a time. Wait for it to end, or end it.',
      { canRetry: true, cause: error },
    );
  }
  try {
    return await work();
  } finally {
    if ((await readIfThere(path)) === content) await unlink(path);
  }
}
