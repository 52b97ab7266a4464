import { Pool } from 'undici';
import { postOf } from '../ledger/message';
import type { Outgoing, Sender, SendOutcome } from './sender';
import type { HttpWriterSpec } from './spec';

/** Longer than the service's own delivery timeout of 30 s, so that it is the service that answers. */
const ANSWER_LIMIT_MS = 45_000;
const CONNECT_LIMIT_MS = 3_000;
const UNKNOWN = 'KAFKA_OUTCOME_UNKNOWN';

/** The connection did not come about, so the request was never sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

function codeIn(text: string): string | undefined {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' && /^\w+$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What an answer of `POST /events` says of the event. Only the service's own word counts as a refusal: an error without its
 * stable code is somebody's in between, who does not know what became of the request.
 */
export function outcomeOfAnswer(status: number, text: string): SendOutcome {
  if (status === 200) return { kind: 'acknowledged', partition: -1, offset: -1 };
  const code = codeIn(text);
  if (code === undefined) return { kind: 'unknown', code: `HTTP_${status}` };
  const refused = code !== UNKNOWN && (status === 503 || (status >= 400 && status < 500));
  return { kind: refused ? 'refused' : 'unknown', code };
}

/** What a request that got no answer says of the event. */
export function outcomeOfFailure(error: unknown): SendOutcome {
  const { code } = error as { code?: unknown };
  const known = typeof code === 'string' && /^\w+$/.test(code) ? code : 'NO_ANSWER';
  return { kind: NEVER_SENT.has(known) ? 'refused' : 'unknown', code: known };
}

/** `POST /events` over connections that are kept open. */
export function httpSender({ url, unanswered, valueBytes }: HttpWriterSpec): Sender {
  const pool = new Pool(new URL(url).origin, {
    connections: unanswered,
    pipelining: 1,
    connect: { timeout: CONNECT_LIMIT_MS },
    headersTimeout: ANSWER_LIMIT_MS,
    bodyTimeout: ANSWER_LIMIT_MS,
  });
  const sendOne = async ({ id }: Outgoing): Promise<SendOutcome> => {
    try {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/events',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(postOf(id, valueBytes)),
      });
      return outcomeOfAnswer(statusCode, await body.text());
    } catch (error) {
      return outcomeOfFailure(error);
    }
  };
  return {
    oneOfEachKey: true,
    send: (messages, answered) => {
      for (const message of messages) void sendOne(message).then((outcome) => answered(message, outcome));
    },
    close: () => pool.close(),
  };
}
