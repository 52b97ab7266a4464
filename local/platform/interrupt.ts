import { PlatformError } from './platform-error';

/**
 * Runs `work` with a signal that aborts at Ctrl-C, SIGTERM or when the terminal is closed, listening from before `work`
 * begins to after it ended, so that its clean-up runs; a second Ctrl-C or SIGTERM ends the process at once.
 */
export async function withInterruption<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void =>
    controller.abort(
      new PlatformError('PLATFORM_INTERRUPTED', 'interrupted; what this command started is stopped again.'),
    );
  // A shell and the kernel both say that a terminal is closed; the second time must not cut the clean-up short.
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt).on('SIGHUP', interrupt);
  // What is written to a closed terminal fails, and would end the process, before the signal is heard and after.
  const outputs = [process.stdout, process.stderr];
  for (const output of outputs) output.on('error', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt);
    for (const output of outputs) output.off('error', interrupt);
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
