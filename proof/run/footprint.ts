import { readdirSync, readFileSync } from 'node:fs';
import { median } from '../../local/bench/statistics';

/** What a process holds at a moment. Linux only: read from /proc. */
export interface Footprint {
  readonly at: number;
  readonly residentBytes: number;
  readonly openFiles: number;
}

/** `undefined` when the process is gone. */
export function footprintOf(pid: number, at: number): Footprint | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const residentBytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    return { at, residentBytes, openFiles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}

/** Of one process over time. */
export interface Growth {
  readonly name: string;
  /** Medians of the first and the last third, after the warm-up. */
  readonly residentBytes: readonly [first: number, last: number];
  readonly openFiles: readonly [first: number, last: number];
  readonly flat: boolean;
}

/** A process that has just started grows until its code is compiled and its pools are full. */
const WARM_UP = 0.2;
/** With fewer looks at it nothing is said. */
const ENOUGH = 9;
/** A garbage collector gives back when it likes: less than this is its mood. */
const MEMORY_RATIO = 1.25;
const MEMORY_BYTES = 24 * 2 ** 20;
/** Connections to three brokers and a few callers come and go. */
const MORE_FILES = 12;

/**
 * Whether memory and file handles of a process stayed flat. Medians of thirds: a single peak is no leak, and a leak
 * raises them all.
 */
export function growthOf(name: string, footprints: readonly Footprint[]): Growth {
  const warm = footprints.slice(Math.floor(footprints.length * WARM_UP));
  if (warm.length < ENOUGH) return { name, residentBytes: [0, 0], openFiles: [0, 0], flat: false };
  const third = Math.max(1, Math.floor(warm.length / 3));
  const [first, last] = [warm.slice(0, third), warm.slice(-third)];
  const of = (figure: (each: Footprint) => number): readonly [number, number] => [
    median(first.map(figure)),
    median(last.map(figure)),
  ];
  const [bytesBefore, bytesAfter] = of((each) => each.residentBytes);
  const [filesBefore, filesAfter] = of((each) => each.openFiles);
  const memoryFlat = bytesAfter <= Math.max(bytesBefore * MEMORY_RATIO, bytesBefore + MEMORY_BYTES);
  return {
    name,
    residentBytes: [bytesBefore, bytesAfter],
    openFiles: [filesBefore, filesAfter],
    flat: memoryFlat && filesAfter <= filesBefore + MORE_FILES,
  };
}
