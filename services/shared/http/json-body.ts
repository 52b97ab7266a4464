import type { FastifyRequest } from 'fastify';
import { RequestError } from './request-error';
import type { HttpApp } from './request-validation';

/** Far more than any event needs; checks and encoders recurse, and this keeps them far from the end of the stack. */
const MAX_DEPTH = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Each value costs tens of bytes of memory however few it has on the wire; no event needs that many. */
const MAX_VALUES = 10_000;

/** What is wrong with a body that is sound JSON; counts the values it has walked over. */
function flawOf(value: unknown, levels: number, walked: { values: number }): string | undefined {
  walked.values += 1;
  if (walked.values > MAX_VALUES) return `the body has more than ${MAX_VALUES} values`;
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return `the body has the whole number ${String(value)}, which JSON readers round; send numbers beyond 2^53 as text`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return `the body is nested more than ${MAX_DEPTH} levels deep`;
  for (const inner of Object.values(value)) {
    const flaw = flawOf(inner, levels - 1, walked);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function decodeUtf8(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new RequestError(400, 'INVALID_JSON', 'the body is not UTF-8; JSON has to be');
  }
}

function requireReadable(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new RequestError(
      415,
      'UNSUPPORTED_ENCODING',
      `content-encoding ${encoding} is not read; send the body as it is`,
    );
}

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Reads `application/json`, and a body without a content type as JSON too. An empty body is no body: clients that set
 * the header on every request are served. Everything else is refused with 415 by Fastify.
 */
export function readJsonBodies(app: HttpApp): void {
  // `error`: a body with `__proto__` or `constructor.prototype` is refused, not repaired.
  const parse = app.getDefaultJsonParser('error', 'error');
  const parser = (request: FastifyRequest, body: Buffer, done: Done): void => {
    requireReadable(request);
    if (body.length === 0) return done(null, undefined);
    const settle: Done = (error, value) => {
      if (error) return done(new RequestError(400, 'INVALID_JSON', `the body is not JSON: ${error.message}`));
      const flaw = flawOf(value, MAX_DEPTH, { values: 0 });
      return flaw === undefined ? done(null, value) : done(new RequestError(400, 'INVALID_JSON', flaw));
    };
    void parse(request, decodeUtf8(body), settle);
  };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parser);
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const type = request.headers['content-type'];
    if (type === undefined || body.length === 0) return parser(request, body, done);
    const refusal = `content-type ${type} is not read; send application/json`;
    return done(new RequestError(415, 'UNSUPPORTED_MEDIA_TYPE', refusal));
  });
}
