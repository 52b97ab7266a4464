import type { MessageId } from '../ledger/entries';

/** A message on its way to a client. */
export interface Outgoing {
  readonly key: string;
  readonly id: MessageId;
}

/** What a client said of a message. */
export type SendOutcome =
  /** -1 where it does not say. */
  | { readonly kind: 'acknowledged'; readonly partition: number; readonly offset: number }
  | { readonly kind: 'unknown' | 'refused'; readonly code: string };

/** A client as a writer uses it. */
export interface Sender {
  /** One message of a key at a time: for ways that keep no order of their own. */
  readonly oneOfEachKey: boolean;
  /**
   * Gives the messages to the client, in this order, before it returns; `answered` is called once for each, and never
   * before `send` has returned.
   */
  send(messages: readonly Outgoing[], answered: (message: Outgoing, outcome: SendOutcome) => void): void;
  close(): Promise<void>;
}
