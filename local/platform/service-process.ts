import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../kafka/write-whole';
import { requirePortFree } from '../kafka/ports';
import { identify, isAlive, signal, type ProcessIdentity } from '../kafka/process-identity';
import { waitUntil } from '../kafka/wait-until';
import { PlatformError } from './platform-error';

/** What a service is started with. */
export interface ServiceLaunch {
  readonly name: string;
  /** The bundled program. */
  readonly program: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly port: number;
  readonly logFile: string;
  readonly recordFile: string;
  /** Time it has for its drain after SIGTERM. */
  readonly drainMs: number;
}

const recordSchema = z.object({
  pid: z.int(),
  startedAt: z.string(),
  digest: z.string(),
  drainMs: z.number().default(20_000),
});
export type ServiceRecord = z.infer<typeof recordSchema>;

const KILL_LIMIT_MS = 5_000;
const LAST_LINES = 8;

/** Changes when the program or what it is told changes, so that `make up` restarts just those services. */
export async function digestOf(launch: ServiceLaunch): Promise<string> {
  const hash = createHash('sha256').update(await readFile(launch.program));
  return hash.update(JSON.stringify(launch.variables)).digest('hex');
}

/** A damaged record is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The record of a service that runs now. */
export async function runningService(recordFile: string): Promise<ServiceRecord | undefined> {
  const text = await readFile(recordFile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = recordSchema.safeParse(jsonOf(text));
  return parsed.success && (await isAlive(parsed.data)) ? parsed.data : undefined;
}

/** Starts it detached from this command; its output goes to its log file. Resolves when the process is there. */
export async function startService(launch: ServiceLaunch): Promise<ServiceRecord> {
  await requirePortFree(launch.port, `HTTP port of ${launch.name}`, 'make up PORT_OFFSET=100 moves every port by 100');
  await mkdir(join(launch.logFile, '..'), { recursive: true });
  await mkdir(join(launch.recordFile, '..'), { recursive: true });
  const log = await open(launch.logFile, 'a');
  try {
    const child = spawn(process.execPath, ['--enable-source-maps', launch.program], {
      env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', ...launch.variables },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((settle, fail) => child.once('spawn', settle).once('error', fail));
    child.unref();
    const identity = await identify(child.pid ?? 0);
    if (identity === undefined) throw await died(launch);
    const record = { ...identity, digest: await digestOf(launch), drainMs: launch.drainMs };
    await writeWhole(launch.recordFile, JSON.stringify(record));
    return record;
  } finally {
    await log.close();
  }
}

/** SIGTERM, the drain, and SIGKILL when that does not end it in time. `drained`: it ended by itself. */
export async function stopService(recordFile: string): Promise<'was not running' | 'drained' | 'killed'> {
  const record = await runningService(recordFile);
  if (record === undefined) {
    await rm(recordFile, { force: true });
    return 'was not running';
  }
  await signal(record, 'SIGTERM');
  const drained = await awaitGone(record, record.drainMs + KILL_LIMIT_MS).then(
    () => true,
    () => false,
  );
  if (!drained) {
    await signal(record, 'SIGKILL');
    await awaitGone(record, KILL_LIMIT_MS);
  }
  await rm(recordFile, { force: true });
  return drained ? 'drained' : 'killed';
}

/** Waits until `probe` says yes; a service that ends meanwhile is told with its log's last lines. */
export async function awaitService(
  launch: ServiceLaunch,
  probe: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const ask = async (): Promise<true | undefined> => {
    if (await probe()) return true;
    if ((await runningService(launch.recordFile)) === undefined) throw await died(launch);
    return undefined;
  };
  await waitUntil(`${launch.name} to be ready; its log is ${launch.logFile}`, ask, { timeoutMs });
}

async function awaitGone(process: ProcessIdentity, timeoutMs: number): Promise<void> {
  const gone = async (): Promise<true | undefined> => ((await isAlive(process)) ? undefined : true);
  await waitUntil(`process ${process.pid} to end`, gone, { timeoutMs, everyMs: 25 });
}

async function died(launch: ServiceLaunch): Promise<PlatformError> {
  const lines = await lastLines(launch.logFile);
  return new PlatformError(
    'PLATFORM_SERVICE_DIED',
    `${launch.name} ended while it started. The end of its log, ${launch.logFile}:\n${lines}`,
  );
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '(no log)');
  return text
    .trimEnd()
    .split('\n')
    .slice(-LAST_LINES)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n');
}
