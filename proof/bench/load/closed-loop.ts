/** Closed loops: `atOnce` workers, each begins the next piece of work when its last is done. For throughput. */

/** Ends when all pieces are done. */
export async function closedLoop(
  pieces: number,
  atOnce: number,
  work: (piece: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < pieces) {
      const piece = next;
      next += 1;
      await work(piece);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, pieces) }, worker));
}

/** Begins work until the time is over, and waits for what is under way. @returns how many pieces were done */
export async function closedLoopFor(seconds: number, atOnce: number, work: () => Promise<unknown>): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done;
}
