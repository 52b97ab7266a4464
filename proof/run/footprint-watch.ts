import { stampNow } from '../ledger/entries';
import { footprintOf, growthOf, type Footprint, type Growth } from './footprint';

const LOOK_EVERY_MS = 2_000;

/** Looks at processes, also those that are added later, until it is ended. */
export function watchFootprints(pids: ReadonlyMap<string, number>): { end(): { growths: Growth[]; gone: string[] } } {
  const seen = new Map<string, Footprint[]>();
  const timer = setInterval(() => {
    for (const [name, pid] of pids) {
      const footprint = footprintOf(pid, stampNow());
      if (footprint !== undefined) seen.set(name, [...(seen.get(name) ?? []), footprint]);
    }
  }, LOOK_EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      return {
        growths: [...seen].map(([name, footprints]) => growthOf(name, footprints)),
        gone: [...pids].flatMap(([name, pid]) => (footprintOf(pid, stampNow()) === undefined ? [name] : [])),
      };
    },
  };
}
