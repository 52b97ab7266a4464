import { spawn, type ChildProcess } from 'node:child_process';
import { isOk } from '../platform/http';
import type { ServiceLaunch } from '../platform/service-process';
import { waitUntil } from '../kafka/wait-until';
import { PlatformError } from '../platform/platform-error';

/** A service that ends with this process. */
export interface RunningService {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 30_000;

function ended(child: ChildProcess): Promise<void> {
  return child.exitCode !== null ? Promise.resolve() : new Promise((settle) => child.once('exit', () => settle()));
}

/** @param await `live`: as soon as it answers, before it has its partitions */
export async function runService(launch: ServiceLaunch, ready: 'live' | 'ready'): Promise<RunningService> {
  const child = spawn(process.execPath, [launch.program], {
    env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', ...launch.variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const url = `http://127.0.0.1:${launch.port}`;
  const probe = async (): Promise<true | undefined> => {
    if (child.exitCode !== null)
      throw new PlatformError('PLATFORM_SERVICE_DIED', `${launch.name} ended with ${child.exitCode}`);
    return (await isOk(`${url}/health/${ready}`)) ? true : undefined;
  };
  await waitUntil(`${launch.name} to be ${ready}`, probe, { timeoutMs: READY_LIMIT_MS, everyMs: 20 });
  return {
    pid: child.pid ?? 0,
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended(child);
      process.off('exit', kill);
    },
  };
}
