import type { Timeline } from '../result';

/** Shorter pauses are not shaded: a timeline of coarse steps cannot tell them from the pace of the writers. */
export const SHADED_STALL_MS = 1000;

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

const lastAbove = (counts: readonly number[]): number => counts.findLastIndex((value) => value > 0);

/** Where a line shows nothing for so long, from its first message until the end given (an index). */
function silences(counts: readonly number[], end: number, everyMs: number): Stretch[] {
  const found: Stretch[] = [];
  let from = counts.findIndex((value) => value > 0);
  if (from < 0) return found;
  for (let index = from; index <= end + 1; index += 1) {
    if (index <= end && (counts[index] ?? 0) === 0) continue;
    const stretch = { fromMs: from * everyMs, toMs: index * everyMs };
    if (stretch.toMs - stretch.fromMs >= SHADED_STALL_MS) found.push(stretch);
    from = index + 1;
  }
  return found;
}

/** Stretches that touch or overlap become one. */
export function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const sorted = [...stretches].sort((one, other) => one.fromMs - other.fromMs);
  return sorted.reduce<Stretch[]>((all, next) => {
    const last = all.at(-1);
    if (last === undefined || next.fromMs > last.toMs) return [...all, next];
    return [...all.slice(0, -1), { fromMs: last.fromMs, toMs: Math.max(last.toMs, next.toMs) }];
  }, []);
}

/** When any line got no acknowledgement, up to the last acknowledgement of all: after it, writers may have ended. */
export function writeStalls({ acknowledged, everyMs }: Timeline): readonly Stretch[] {
  const lines = Object.values(acknowledged);
  const end = Math.max(-1, ...lines.map(lastAbove));
  return merged(lines.flatMap((counts) => silences(counts, end, everyMs)));
}

/** When any line's readers processed nothing, up to the last message processed by any. */
export function readStalls({ processed, everyMs }: Timeline): readonly Stretch[] {
  const lines = Object.values(processed);
  const end = Math.max(-1, ...lines.map(lastAbove));
  return merged(lines.flatMap((counts) => silences(counts, end, everyMs)));
}
