import type { LineName, ReaderEntry, StoredRecord, WriterEntry } from './entries';

/** From and to, as `stampNow` says. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When a writer ended, however that was; one that is started again ends again. */
export interface WriterEnd {
  /** Of its specification. */
  readonly name: string;
  readonly at: number;
}

/** All that is known of one line when it is judged. */
export interface LineHistory {
  readonly line: LineName;
  /** Where its messages must be. Reads and records of other topics are not looked at. */
  readonly topic: string;
  /** Whether an acknowledgement's partition and offset are places in `topic`; no for what a copier writes there. @default true */
  readonly placesAreOfTopic?: boolean;
  /** Of all its writers; entries of one writer in the order of its journal. */
  readonly writes: Iterable<WriterEntry>;
  readonly reads: Iterable<ReaderEntry>;
  readonly stored: Iterable<StoredRecord>;
  /**
   * When writers ended: until then a message without an answer counts as waiting for one.
   * @default - a writer ended at its last entry
   */
  readonly writerEnds?: readonly WriterEnd[];
}
