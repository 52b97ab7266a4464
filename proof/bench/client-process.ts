import { fork, type ChildProcess } from 'node:child_process';
import { BenchError } from './bench-error';
import type { LoadAnswer } from './load/run-load';
import type { LoadSpec } from './load/spec';

const LAST_CHARACTERS = 1_500;
/** What a load may take at most beyond its own plan: a client that hangs ends its run, not the bench. */
const LIMIT_MS = 300_000;

export type Measured = Exclude<LoadAnswer, { readonly failure: string }>;

const isMeasured = (answer: LoadAnswer | undefined): answer is Measured =>
  answer !== undefined && !('failure' in answer);

function ended(child: ChildProcess): Promise<string> {
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => settle(signal ?? `status ${code}`));
  });
}

/**
 * Runs a load program to its end and gives what it measured. Killed when `signal` aborts, and when this process ends.
 * @throws BenchError `BENCH_CONTENDER_FAILED` with the program's last words
 */
export async function runClient(program: string, spec: LoadSpec, signal: AbortSignal): Promise<Measured> {
  signal.throwIfAborted();
  const child = fork(program, [JSON.stringify(spec)], {
    env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let [words, answer]: [string, LoadAnswer | undefined] = ['', undefined];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-LAST_CHARACTERS)));
  child.on('message', (message) => (answer = message as LoadAnswer));
  const kill = (): void => void child.kill('SIGKILL');
  const limit = setTimeout(kill, LIMIT_MS);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const end = await ended(child);
    signal.throwIfAborted();
    const given = answer as LoadAnswer | undefined;
    if (isMeasured(given)) return given;
    const why = given === undefined ? `ended with ${end} and no figures` : given.failure;
    throw new BenchError('BENCH_CONTENDER_FAILED', `${why}\n${words}`.trim());
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', kill);
  }
}
