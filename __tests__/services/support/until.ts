import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MS = 5_000;

/** Waits for a condition; `what` ends the sentence "waited 5 s for ...". */
export async function until(what: string, probe: () => boolean): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!probe()) {
    if (performance.now() > limit) throw new Error(`waited ${LIMIT_MS / 1000} s for ${what}`);
    await pause(5);
  }
}
