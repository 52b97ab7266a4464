import { fastify, LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { RuntimeConfig } from '../../../contracts/runtime-config';
import type { Lifecycle } from '../lifecycle';
import type { Logger } from '../logger';
import type { ServiceMetrics } from '../metrics';
import type { Tracer } from '../tracing';
import { boundBodies } from './body-budget';
import { errorHandler, sendError, toRequestError } from './http-errors';
import { measureRequests, traceRequests } from './http-observation';
import { InFlightRequests } from './in-flight';
import { readJsonBodies } from './json-body';
import { RequestError } from './request-error';
import { validateWithZod, type HttpApp, type ZodTypeProvider } from './request-validation';
import { answerUnknownRoutes } from './unknown-routes';
import { answerAfterUnreadBodies } from './unread-body';

export interface HttpServerParts {
  readonly config: RuntimeConfig;
  readonly logger: Logger;
  readonly metrics: ServiceMetrics;
  readonly tracer: Tracer;
  readonly lifecycle: Lifecycle;
}

/** A client that sends a request slower than this is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;
const RETRY_AFTER_DRAIN_SECONDS = 5;

const brokenRequests: Readonly<Record<string, readonly [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
  HPE_HEADER_OVERFLOW: [431, 'the header fields are too large'],
};

/** Answers what is not even HTTP; no handler ever sees it. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = brokenRequests[error.code ?? ''] ?? [400, `this is not HTTP: ${error.message}`];
  const body = JSON.stringify({ status: 'error', code: 'BAD_REQUEST', message });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\nconnection: close`;
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Sends clients elsewhere once the service is to stop, and refuses new work while it drains; probes and scrapes go on. */
function refuseWhileDraining(app: HttpApp, { lifecycle, metrics }: HttpServerParts): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (lifecycle.phase !== 'draining' || request.routeOptions.config.operational === true) return done();
    metrics.overloadRejections.inc({ reason: 'draining' });
    return done(new RequestError(503, 'DRAINING', 'the service is stopping', {}, RETRY_AFTER_DRAIN_SECONDS));
  });
  // Kept-alive connections would hold up the stop, and send their next request to a service that is going.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (lifecycle.ending) void reply.header('connection', 'close');
    done(null, payload);
  });
}

export interface HttpServer {
  readonly app: HttpApp;
  readonly inFlight: InFlightRequests;
}

/** A server with everything but its routes. */
export function createHttpServer(parts: HttpServerParts): HttpServer {
  const { maxBodyBytes } = parts.config.http;
  const app = fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error: unknown, _request: FastifyRequest, reply: FastifyReply) =>
      void sendError(reply, toRequestError(error, maxBodyBytes)),
  }).withTypeProvider<ZodTypeProvider>() as HttpApp;
  app.setValidatorCompiler(validateWithZod);
  app.setErrorHandler(errorHandler(maxBodyBytes));
  readJsonBodies(app);
  answerUnknownRoutes(app);
  measureRequests(app, parts.metrics);
  traceRequests(app, parts.tracer);
  refuseWhileDraining(app, parts);
  boundBodies(app, maxBodyBytes, parts.metrics);
  answerAfterUnreadBodies(app);
  const inFlight = new InFlightRequests();
  inFlight.watch(app);
  return { app, inFlight };
}
