import { setTimeout as pause } from 'node:timers/promises';
import { LocalKafkaError } from './errors';

export interface WaitOptions {
  readonly timeoutMs: number;
  /** @default 100 */
  readonly everyMs?: number;
}

/**
 * Asks `probe` until it answers something other than `undefined`, and returns that answer. A probe that throws ends the
 * wait: only `undefined` means "not yet". `what` completes the sentence "waited 30 s for ...".
 */
export async function waitUntil<T>(
  what: string | (() => string),
  probe: () => Promise<T | undefined> | T | undefined,
  options: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() >= deadline) {
      const description = typeof what === 'string' ? what : what();
      throw new LocalKafkaError('LOCAL_TIMEOUT', `waited ${options.timeoutMs / 1000} s for ${description}`, {
        canRetry: true,
      });
    }
    await pause(options.everyMs ?? 100);
  }
}
