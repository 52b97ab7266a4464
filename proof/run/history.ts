import type { LineName, ReaderEntry, WriterEntry } from '../ledger/entries';
import type { Sample } from './target';

/** What journals and samples say of a run, before anybody judges it. Times are of `stampNow`. */
export interface History {
  readonly beganAt: number;
  readonly endedAt: number;
  /** Of the writers of each line, one agent's after the other. */
  readonly writes: Readonly<Partial<Record<LineName, readonly WriterEntry[]>>>;
  /** Of all readers together. */
  readonly reads: readonly ReaderEntry[];
  /** Which line a topic's records belong to. */
  readonly lineOfTopic: ReadonlyMap<string, LineName>;
  readonly samples: readonly { readonly at: number; readonly sample: Sample }[];
}

/** A fault while it is still being noted. Times are of `stampNow`. */
export interface FaultMoment {
  readonly name: string;
  readonly target: string;
  readonly from: number;
  readonly healed: number;
  readonly whole: number;
}
