import { Transform } from 'node:stream';

/**
 * Journals carry the time of the pod's node, faults that of this machine. The difference is measured and taken out, so that
 * a stall is not found beside the fault that made it.
 */
export interface ClockDifference {
  /** What the pod's clock is ahead of ours, in milliseconds. */
  readonly aheadMs: number;
  /** How wrong that may be: half of the time that the question took. */
  readonly withinMs: number;
}

/** The question that took the shortest says it best. */
export async function clockDifference(
  ask: () => Promise<number>,
  now: () => number,
  questions = 5,
): Promise<ClockDifference> {
  let best: ClockDifference | undefined;
  for (let left = questions; left > 0; left -= 1) {
    const before = now();
    const theirs = await ask();
    const after = now();
    const withinMs = (after - before) / 2;
    if (best === undefined || withinMs < best.withinMs) best = { aheadMs: theirs - (before + after) / 2, withinMs };
  }
  if (best === undefined) throw new RangeError(`${questions} questions say nothing of a clock`);
  return best;
}

const timed = /^([A-Z]) (\d+(?:\.\d)?) /;

/** Takes the difference out of a line of a journal; what is none stays as it is. */
export function lineInOurTime(line: string, { aheadMs }: ClockDifference): string {
  return line.replace(
    timed,
    (_, letter: string, at: string) => `${letter} ${Math.round((Number(at) - aheadMs) * 10) / 10} `,
  );
}

/** Takes the difference out of a whole journal, where it is more than the measurement may be wrong. */
export function inOurTime(difference: ClockDifference): () => Transform {
  const shifts = Math.abs(difference.aheadMs) > difference.withinMs;
  return () => {
    let rest = '';
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (!shifts) return done(undefined, chunk);
        // Journals are ASCII: no character is cut in two.
        const lines = (rest + chunk.toString('latin1')).split('\n');
        rest = lines.pop() ?? '';
        done(undefined, lines.map((line) => `${lineInOurTime(line, difference)}\n`).join(''));
      },
      // Without its line feed it is torn; that it is must stay to be seen.
      flush: (done) => done(undefined, rest),
    });
  };
}
