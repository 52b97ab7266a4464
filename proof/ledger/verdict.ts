import type { LineName, MessageId } from './entries';

/** At most so many ids of each flaw are named; the counts are whole. */
export const NAMED_IDS = 20;

/** A flaw: how often, and the first of it by name. */
export interface Flaw {
  readonly count: number;
  readonly ids: readonly MessageId[];
}

/** What became of one line's messages. */
export interface LineVerdict {
  readonly line: LineName;
  readonly attempted: number;
  readonly acknowledged: number;
  /** Attempted, and the writer ended (killed) before it was told anything; counted among `unknown` too. */
  readonly unanswered: number;
  readonly unknown: number;
  readonly unknownStored: number;
  readonly unknownAbsent: number;
  readonly refused: number;
  /** Records that the last scan saw. */
  readonly stored: number;
  /** Processed by the group, each message counted once. */
  readonly processed: number;
  /** The same record (partition and offset) processed again: allowed to a reader that commits after processing. */
  readonly redelivered: number;

  /** Acknowledged, and not in the topic. */
  readonly lost: Flaw;
  /** In the topic, and never processed by the group. */
  readonly unprocessed: Flaw;
  /** In the topic more than once. */
  readonly duplicated: Flaw;
  /** Behind a later number of its key, or in another partition than its key's. */
  readonly misordered: Flaw;
  /** In the topic, and never attempted. */
  readonly neverAttempted: Flaw;
  /** In the topic, although the client was told that nothing was stored. */
  readonly refusedButStored: Flaw;

  /** Longest time without an acknowledgement while writers were on, in milliseconds. */
  readonly longestWriteStallMs: number;
  /** Longest time without a processed message while there was something to read. */
  readonly longestReadStallMs: number;
}

export const flawNames = [
  'lost',
  'unprocessed',
  'duplicated',
  'misordered',
  'neverAttempted',
  'refusedButStored',
] as const;
export type FlawName = (typeof flawNames)[number];
