import { PlatformError } from './platform-error';

/** Rejects at Ctrl-C or SIGTERM, so that the caller's clean-up runs; a second signal ends the process at once. */
export async function untilInterrupted<T>(work: Promise<T>): Promise<T> {
  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<never>((_, fail) => {
    interrupt = () =>
      fail(new PlatformError('PLATFORM_INTERRUPTED', 'interrupted; what this command started is stopped again.'));
  });
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    work.catch(() => undefined); // after an interrupt nobody waits for it any more
  }
}
