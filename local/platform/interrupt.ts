import { PlatformError } from './platform-error';

/**
 * Runs `work` with a signal that aborts at Ctrl-C or SIGTERM, listening from before `work` begins to after it ended, so
 * that its clean-up runs; a second signal ends the process at once.
 */
export async function withInterruption<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void =>
    controller.abort(
      new PlatformError('PLATFORM_INTERRUPTED', 'interrupted; what this command started is stopped again.'),
    );
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Rejects with the signal's reason when it aborts; `work` goes on and its end can still be waited for. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined); // after an abort nobody waits for it here any more
  signal.throwIfAborted();
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, fail) => {
    abort = () => fail(signal.reason as Error);
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
