import { spawn, type ChildProcess } from 'node:child_process';
import { waitUntil } from '../local/kafka/wait-until';
import { ask, isOk } from '../local/platform/http';
import { PlatformError } from '../local/platform/platform-error';
import type { ServiceLaunch } from '../local/platform/service-process';
import type { RunningService } from './run/target';

/** It ends with this process, and with the run's signal. */
export interface ServiceProcess extends RunningService {
  readonly pid: number;
  /** What its status page says. */
  status(): Promise<Readonly<Record<string, unknown>>>;
}

const READY_LIMIT_MS = 60_000;
const LAST_CHARACTERS = 1_000;

/** What there is to know to start one. */
export type ServiceProgram = Pick<ServiceLaunch, 'name' | 'program' | 'variables' | 'port'>;

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

function ended(child: ChildProcess): Promise<void> {
  return hasEnded(child) ? Promise.resolve() : new Promise((settle) => child.once('exit', () => settle()));
}

/** @param ready `live`: as soon as it answers, before it has its partitions */
export async function runService(
  { name, program, variables, port }: ServiceProgram,
  ready: 'live' | 'ready',
  signal: AbortSignal,
): Promise<ServiceProcess> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [program], {
    env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-LAST_CHARACTERS)));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  signal.addEventListener('abort', kill, { once: true });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended(child);
    process.off('exit', kill);
    signal.removeEventListener('abort', kill);
  };
  const url = `http://127.0.0.1:${port}`;
  const probe = async (): Promise<true | undefined> => {
    signal.throwIfAborted();
    if (hasEnded(child)) throw new PlatformError('PLATFORM_SERVICE_DIED', `${name} ended while it started. ${words}`);
    return (await isOk(`${url}/health/${ready}`)) ? true : undefined;
  };
  try {
    await waitUntil(`${name} to be ${ready}`, probe, { timeoutMs: READY_LIMIT_MS, everyMs: 20 });
  } catch (error) {
    kill();
    await stop();
    throw error;
  }
  const status = async () => (await ask(`${url}/status`)).json as Readonly<Record<string, unknown>>;
  return { url, pid: child.pid ?? 0, stop, status };
}

/** Starts several at once. When one does not come up the others are stopped, and its error is thrown. */
export async function startTogether<S extends { stop(): Promise<void> }>(
  starts: readonly (() => Promise<S>)[],
): Promise<readonly S[]> {
  const ended = await Promise.allSettled(starts.map((start) => start()));
  const started = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map((service) => service.stop()));
  throw failed.reason;
}
