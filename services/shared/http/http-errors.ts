import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { KafkaError, type KafkaErrorCode } from '../kafka/ports';
import { traceFields } from '../tracing';
import { RequestError } from './request-error';

interface HttpMeaning {
  readonly statusCode: number;
  readonly retryAfterSeconds?: number;
  /** What the client can do, after the error's own message. */
  readonly advice: string;
}

const LATER = 'send it again later';

/** What each failure of a write means to an HTTP client. */
const kafkaMeanings: Readonly<Record<KafkaErrorCode, HttpMeaning>> = {
  KAFKA_OVERLOADED: { statusCode: 429, retryAfterSeconds: 1, advice: `nothing was written; ${LATER}` },
  KAFKA_UNAVAILABLE: { statusCode: 503, retryAfterSeconds: 5, advice: `nothing was written; ${LATER}` },
  KAFKA_OUTCOME_UNKNOWN: {
    statusCode: 503,
    retryAfterSeconds: 5,
    advice: 'the event may or may not be stored; the same event_id may be sent again, so that readers can tell',
  },
  KAFKA_RECORD_TOO_LARGE: { statusCode: 413, advice: 'nothing was written; send a smaller event' },
  KAFKA_RECORD_REJECTED: { statusCode: 422, advice: 'nothing was written' },
  KAFKA_UNKNOWN_TOPIC: {
    statusCode: 503,
    retryAfterSeconds: 30,
    advice: 'nothing was written; the topic is missing on the brokers',
  },
  KAFKA_NOT_AUTHORIZED: {
    statusCode: 500,
    advice: 'the brokers do not let this service write; its operator has to act',
  },
  KAFKA_CLOSED: {
    statusCode: 503,
    retryAfterSeconds: 5,
    advice: `nothing was written, the service is stopping; ${LATER}`,
  },
};

export function fromKafkaError(error: KafkaError, details: Readonly<Record<string, unknown>> = {}): RequestError {
  const { statusCode, retryAfterSeconds, advice } = kafkaMeanings[error.code];
  return new RequestError(statusCode, error.code, `${error.message} (${advice})`, details, retryAfterSeconds);
}

/** Our stable codes for what Fastify itself refuses. */
const frameworkCodes: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INVALID_CONTENT_LENGTH',
  FST_ERR_BAD_URL: 'INVALID_URL',
  FST_ERR_MAX_PARAM_LENGTH: 'INVALID_URL',
};

function fromFrameworkError(error: FastifyError, maxBodyBytes: number): RequestError {
  const status = error.statusCode ?? 500;
  if (status < 400 || status >= 500)
    return new RequestError(500, 'INTERNAL', 'an error of the service, which has logged it');
  const limit = status === 413 ? ` (at most ${maxBodyBytes} bytes)` : '';
  return new RequestError(status, frameworkCodes[error.code] ?? 'BAD_REQUEST', `${error.message}${limit}`);
}

/** What is answered for an error that a handler, a hook or Fastify has thrown. */
export function toRequestError(error: unknown, maxBodyBytes: number): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof KafkaError) return fromKafkaError(error);
  return fromFrameworkError(error as FastifyError, maxBodyBytes);
}

/** Sends `{status: 'error', code, message, ...details}`. */
export function sendError(reply: FastifyReply, error: RequestError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', String(error.retryAfterSeconds));
  return reply
    .code(error.statusCode)
    .send({ status: 'error', code: error.code, message: error.message, ...error.details });
}

/** The error handler of a server. Messages of unexpected errors stay in the log. */
export function errorHandler(maxBodyBytes: number) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = toRequestError(error, maxBodyBytes);
    if (refusal.statusCode === 500)
      request.log.error({ ...traceFields(request.span), err: error }, 'a request failed by an error of the service');
    return sendError(reply, refusal);
  };
}
