import type { IncomingMessage } from 'node:http';
import type { HttpApp } from './request-validation';

const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;
const MAX_DISCARD_MS = 5_000;

function hasUnreadBody(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return request.complete === false && (encoding !== undefined || (length !== undefined && length !== '0'));
}

function discard(request: IncomingMessage, done: () => void): void {
  let left = MAX_DISCARDED_BYTES;
  const timer = setTimeout(finish, MAX_DISCARD_MS).unref();
  function count(chunk: Buffer): void {
    left -= chunk.length;
    if (left < 0) finish();
  }
  function finish(): void {
    clearTimeout(timer);
    request.off('data', count).off('end', finish).off('close', finish).off('error', finish);
    done();
  }
  request.on('data', count).once('end', finish).once('close', finish).once('error', finish).resume();
}

/**
 * Reads what a refused request still sends, within limits, before the answer ends the connection: a socket closed with
 * unread data is reset, and the client would see that reset and never the 413.
 */
export function answerAfterUnreadBodies(app: HttpApp): void {
  app.addHook('onSend', (request, _reply, payload, done) => {
    if (hasUnreadBody(request.raw)) discard(request.raw, () => done(null, payload));
    else done(null, payload);
  });
}
