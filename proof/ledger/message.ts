import { postEventCodec, type PostEvent } from '../../contracts/events/post';
import type { TopicName } from '../../contracts/topics';
import type { MessageId } from './entries';
import { isMessageId } from './journal-line';

/** How an id stands in a record's value, and is found there again. */

const FILL = 'x';
const POSTS: TopicName = 'posts';

/** `<id> xxxx...`, as long as asked, or as long as the id. */
export function directValue(id: MessageId, bytes: number): string {
  return `${id} `.padEnd(bytes, FILL);
}

/** What is posted: the key is its `source`, the rest is left to the producer service. */
export function postOf(id: MessageId, bytes: number): Pick<PostEvent, 'source' | 'event_type' | 'data'> {
  const source = keyOf(id);
  const bare = { source, event_type: 'system_metric' as const, data: { ledger: id, fill: '' } };
  const length = Math.max(0, bytes - JSON.stringify(bare).length);
  return { ...bare, data: { ledger: id, fill: FILL.repeat(length) } };
}

export function keyOf(id: MessageId): string {
  return id.slice(0, id.lastIndexOf(':'));
}

export function numberOf(id: MessageId): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}

/** A key's writer, with its incarnation: `writer.mhc3k2x1` of `writer.mhc3k2x1.4`. */
export function writerOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'));
}

/** The id in a value; `undefined`: somebody else's record. */
export type IdReader = (value: Buffer | null) => MessageId | undefined;

const directId: IdReader = (value) => {
  const text = value === null ? '' : value.toString('latin1', 0, Math.min(value.length, 512));
  const id = text.slice(0, text.indexOf(' '));
  return isMessageId(id) ? id : undefined;
};

const postId: IdReader = (value) => {
  const decoded = postEventCodec.decode(value);
  if (!decoded.ok) return undefined;
  const { ledger } = decoded.value.data;
  return typeof ledger === 'string' && isMessageId(ledger) ? ledger : undefined;
};

/** In `posts` the id is in the event, `data.ledger`; everywhere else the value begins with it. */
export const idReaderOf = (topic: string): IdReader => (topic === POSTS ? postId : directId);
