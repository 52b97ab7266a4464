/**
 * Resolves after the time, or at once when the signal is aborted.
 * @param keepsAlive whether the process must not end meanwhile for want of anything else to do
 */
export function pause(ms: number, signal?: AbortSignal, keepsAlive = false): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (!keepsAlive) timer.unref();
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The promise's outcome if it comes in time; rejects with the given error otherwise. */
export async function within<T>(promise: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
    timer.unref();
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
    // A loser that rejects later has nobody listening.
    promise.catch(() => undefined);
  }
}

/** Lets timers, sockets and other callbacks run. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
