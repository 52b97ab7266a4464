import { ExponentialBackoff, handleWhen, retry, type RetryPolicy } from 'cockatiel';
import type { RuntimeConfig } from '../../../contracts/runtime-config';
import { UnprocessableEventError } from './failure';

export type RetrySettings = Pick<RuntimeConfig['consuming'], 'attempts' | 'retryInitialMs' | 'retryMaxMs'>;

/** Exponential backoff with jitter for whatever may pass by itself. */
export function retryPolicy({ attempts, retryInitialMs, retryMaxMs }: RetrySettings): RetryPolicy {
  const backoff = new ExponentialBackoff({
    initialDelay: retryInitialMs,
    maxDelay: Math.max(retryInitialMs, retryMaxMs),
  });
  // Unreferenced timers: a backoff that nobody waits for any more must not hold up the end of the process.
  return retry(
    handleWhen((error) => !(error instanceof UnprocessableEventError)),
    { maxAttempts: attempts - 1, backoff },
  ).dangerouslyUnref();
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

type Attempt<T> = (number: number) => Promise<T>;

/** Repeats after a first failure, which the policy sees as its own first attempt. */
async function repeat<T>(policy: RetryPolicy, first: Error, attempt: Attempt<T>, signal: AbortSignal): Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  const guarded = ({ attempt: retries }: { attempt: number }): Promise<T> => {
    signal.throwIfAborted();
    if (retries === 0) return Promise.reject(first);
    const made = attempt(retries + 1);
    running = made.catch(() => undefined);
    return made;
  };
  const stopped = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    // An attempt that runs is waited for: its effects must not go on after the record is let go.
    const onAbort = (): void => void running.then(() => reject(signal.reason as Error));
    signal.addEventListener('abort', onAbort, { once: true, signal: stopped.signal });
  });
  try {
    return await Promise.race([policy.execute(guarded, signal), aborted]);
  } finally {
    stopped.abort();
  }
}

/**
 * Runs `attempt` until it succeeds or the policy gives up. When `signal` is aborted no further one begins and a backoff
 * ends at once: cockatiel itself sits out a backoff that has begun. The first attempt costs nothing extra, which
 * matters at a hundred thousand records a second.
 */
export async function retryUntilAborted<T>(policy: RetryPolicy, attempt: Attempt<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  try {
    return await attempt(1);
  } catch (error) {
    return repeat(policy, asError(error), attempt, signal);
  }
}
