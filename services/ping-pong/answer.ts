import {
  pingPongFailedCodec,
  pingPongMessageCodec,
  pingPongTexts,
  type PingPongFormatError,
  type PingPongMessage,
} from '../../contracts/events/ping-pong';
import type { TopicName } from '../../contracts/topics';
import type { IncomingRecord, OutgoingRecord } from '../shared/kafka/ports';

const SUCCEEDED: TopicName = 'dev.pingpong.succeeded';
const FAILED: TopicName = 'dev.pingpong.failed';

const MAX_KEY_BYTES = 1_024;

export type AnswerType = 'pong' | 'not_ping' | 'format_error';

export interface Answer {
  readonly type: AnswerType;
  readonly reply: OutgoingRecord;
}

function failed(key: Buffer | string | null, event: PingPongMessage | PingPongFormatError): OutgoingRecord {
  return { topic: FAILED, key, value: pingPongFailedCodec.encode(event) };
}

/** `undefined`: the request could not be read. */
export type Request = PingPongMessage | undefined;

/** A request whose key alone is nearly as large as a record may be must be answerable too. */
function keyOf({ key }: Pick<IncomingRecord, 'key'>, otherwise: string | null): Buffer | string | null {
  return key !== null && key.length <= MAX_KEY_BYTES ? key : otherwise;
}

/** The one reply to a request. Keyed as the request is, so that replies of one requester stay in order. */
export function answer(request: Request, record: Pick<IncomingRecord, 'key'>): Answer {
  if (request === undefined)
    return { type: 'format_error', reply: failed(keyOf(record, null), { message: pingPongTexts.badFormat }) };
  const id = request['transaction-id'];
  const key = keyOf(record, id);
  const say = (message: string): PingPongMessage => ({ 'transaction-id': id, payload: { message } });
  if (request.payload.message !== pingPongTexts.ping)
    return { type: 'not_ping', reply: failed(key, say(pingPongTexts.notPing)) };
  return {
    type: 'pong',
    reply: { topic: SUCCEEDED, key, value: pingPongMessageCodec.encode(say(pingPongTexts.pong)) },
  };
}
