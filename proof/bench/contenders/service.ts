import { spawn, type ChildProcess } from 'node:child_process';
import { waitUntil } from '../../../local/kafka/wait-until';
import { ask, isOk } from '../../../local/platform/http';
import type { ServiceLaunch } from '../../../local/platform/service-process';
import { BenchError } from '../bench-error';
import type { BenchPlatform } from '../bench-platform';
import type { Figures } from '../figures';
import { usageOf, type Usage } from '../process-usage';

/** A service that ends with this process, and with the run's signal. */
export interface RunningService {
  readonly url: string;
  usage(): Usage;
  /** What its status page says. */
  status(): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 60_000;
const LAST_CHARACTERS = 1_000;

/** How the environment starts it. */
export function launchOf({ platform }: BenchPlatform, name: string): ServiceLaunch {
  const found = platform.services.find((launch) => launch.name === name);
  if (found !== undefined) return found;
  throw new BenchError('BENCH_OPTION', `the environment has no service '${name}'.`);
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

function ended(child: ChildProcess): Promise<void> {
  return hasEnded(child) ? Promise.resolve() : new Promise((settle) => child.once('exit', () => settle()));
}

/** @param ready `live`: as soon as it answers, before it has its partitions */
export async function runService(
  { name, program, variables, port }: ServiceLaunch,
  ready: 'live' | 'ready',
  signal: AbortSignal,
): Promise<RunningService> {
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
    if (hasEnded(child)) throw new BenchError('BENCH_CONTENDER_FAILED', `${name} ended while it started. ${words}`);
    return (await isOk(`${url}/health/${ready}`)) ? true : undefined;
  };
  try {
    await waitUntil(`${name} to be ${ready}`, probe, { timeoutMs: READY_LIMIT_MS, everyMs: 20 });
  } catch (error) {
    kill();
    throw error;
  }
  const status = async () => (await ask(`${url}/status`)).json as Readonly<Record<string, unknown>>;
  return { url, stop, status, usage: () => usageOf(child.pid ?? 0) };
}

/** What several processes used together between two looks. */
export function usageFigures(before: readonly Usage[], after: readonly Usage[], records: number): Figures {
  const cpu = (usages: readonly Usage[]): number => usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return {
    cpuSecondsPerMillion: ((cpu(after) - cpu(before)) / Math.max(1, records)) * 1e6,
    peakMebibytes: after.reduce((sum, { peakBytes }) => sum + peakBytes, 0) / 2 ** 20,
  };
}

/** A counter of its metrics page, summed over all labels. */
export async function metricOf({ url }: RunningService, name: string): Promise<number> {
  const { text } = await ask(`${url}/metrics`);
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)$`, 'gm'))].map((found) =>
    Number(found[1]),
  );
  if (values.length === 0) throw new Error(`${url}/metrics has no ${name}`);
  return values.reduce((sum, value) => sum + value, 0);
}
