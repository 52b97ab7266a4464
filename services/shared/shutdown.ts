import type { Logger } from './logger';

/** One stage of a stop, in the order of the list. */
export interface DrainStep {
  readonly name: string;
  /** Of the time that is left when it begins; what it does not use is the next one's. */
  readonly share: number;
  readonly run: (limitMs: number) => Promise<void>;
}

/** Most that a step may overrun the limit it was given, for its own tidying up. */
const GRACE_MS = 250;

const expired = Symbol('expired');

function after(ms: number): { readonly timer: NodeJS.Timeout; readonly promise: Promise<typeof expired> } {
  let timer!: NodeJS.Timeout;
  const promise = new Promise<typeof expired>((resolve) => {
    timer = setTimeout(() => resolve(expired), ms);
  });
  return { timer, promise };
}

async function runStep(step: DrainStep, limitMs: number, logger: Logger): Promise<boolean> {
  const limit = after(limitMs + GRACE_MS);
  try {
    const ended = await Promise.race([step.run(limitMs), limit.promise]);
    if (ended !== expired) return true;
    logger.error({ step: step.name, limit_ms: limitMs }, 'a step of the stop did not end in time');
  } catch (error) {
    logger.error({ step: step.name, err: error }, 'a step of the stop failed');
  } finally {
    clearTimeout(limit.timer);
  }
  return false;
}

/** Runs every step, also after one has failed. @returns whether all of them ended well and in time */
export async function drain(steps: readonly DrainStep[], limitMs: number, logger: Logger): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  let clean = true;
  for (const step of steps) {
    const left = Math.max(0, deadline - performance.now() - GRACE_MS);
    clean = (await runStep(step, Math.round(left * step.share), logger)) && clean;
  }
  return clean;
}

const EXIT_BY_SIGNAL = { SIGTERM: 143, SIGINT: 130 } as const;

/** The first signal stops, the second one ends the process at once. */
export function stopOnSignals(stop: () => Promise<boolean>, logger: Logger): void {
  let stopping = false;
  const onSignal = (signal: 'SIGTERM' | 'SIGINT'): void => {
    if (stopping) {
      logger.fatal({ signal }, 'second signal: ending at once');
      process.exit(EXIT_BY_SIGNAL[signal]);
    }
    stopping = true;
    logger.info({ signal }, 'stopping');
    void stop().then((clean) => process.exit(clean ? 0 : 1));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
