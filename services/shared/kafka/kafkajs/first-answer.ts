/** Who has not answered for so long is asked nothing else, and another is asked. */
export const SLOW_MS = 1_000;

/**
 * The first answer, asking one candidate after the other: the next one when a question failed, or has had no answer for
 * `patienceMs`, so that one that hangs costs no more than that.
 * @throws the last error when all have failed
 */
export function firstAnswer<C, T>(
  candidates: readonly C[],
  ask: (candidate: C) => Promise<T>,
  patienceMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let next = 0;
    let open = 0;
    let timer: NodeJS.Timeout | undefined;
    const askNext = (): void => {
      clearTimeout(timer);
      if (next >= candidates.length) return;
      const candidate = candidates[next] as C;
      next += 1;
      open += 1;
      timer = setTimeout(askNext, patienceMs);
      ask(candidate).then(
        (answer) => {
          clearTimeout(timer);
          next = candidates.length;
          resolve(answer);
        },
        (error: unknown) => {
          open -= 1;
          askNext();
          if (open === 0 && next >= candidates.length) {
            clearTimeout(timer);
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
      );
    };
    if (candidates.length === 0) reject(new Error('there is nobody to ask'));
    else askNext();
  });
}
