/**
 * What the ledger notes, outside Kafka, of each message: attempted before it is sent, then what the client was told of
 * it; and by readers, that it was processed. Times are milliseconds since the epoch, of the machine's own clock
 * (`stampNow`), also in a process whose `Date` is made to jump.
 */

/** A way through the platform whose messages are judged together. */
export const lineNames = ['client', 'http', 'transactional'] as const;
export type LineName = (typeof lineNames)[number];

/** `<key>:<number>`; the numbers of a key count from 0, in the order in which they were given to the client. */
export type MessageId = `${string}:${number}`;

export type WriterEntry =
  | { readonly kind: 'attempted'; readonly at: number; readonly id: MessageId }
  | {
      readonly kind: 'acknowledged';
      readonly at: number;
      readonly id: MessageId;
      /** -1 where the client is not told: over HTTP. */
      readonly partition: number;
      readonly offset: number;
    }
  /** It may or may not be stored. */
  | { readonly kind: 'unknown'; readonly at: number; readonly id: MessageId; readonly code: string }
  /** The client was told that nothing was stored. */
  | { readonly kind: 'refused'; readonly at: number; readonly id: MessageId; readonly code: string };

export type ReaderEntry =
  | {
      /** Noted when its processing has ended, before its offset is committed. */
      readonly kind: 'processed';
      readonly at: number;
      readonly topic: string;
      readonly partition: number;
      readonly offset: number;
      readonly id: MessageId;
    }
  | { readonly kind: 'assigned'; readonly at: number; readonly partitions: number };

/** A record as the last scan of a topic saw it, by a reader in no group, read_committed, up to the end. */
export interface StoredRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly id: MessageId;
}

/** The wall clock, past whatever `Date` says. */
export const stampNow = (): number => performance.timeOrigin + performance.now();
