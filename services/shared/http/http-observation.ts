import { context, SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { ServiceMetrics } from '../metrics';
import { contextOf, exemplarOf, type SpanFacts, type Tracer } from '../tracing';
import type { HttpApp } from './request-validation';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's span and its trace. */
    traceContext: Context | undefined;
  }
  interface FastifyContextConfig {
    /** Probes and scrapes: answered while draining, in no trace. */
    readonly operational?: boolean;
  }
}

/** The pattern, so that ids in paths make no new series. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

function startServerSpan(tracer: Tracer, request: FastifyRequest): Context {
  const route = routeOf(request);
  const facts: SpanFacts = {
    name: `${request.method} ${route}`,
    kind: SpanKind.SERVER,
    attributes: () => ({
      'http.request.method': request.method,
      'http.route': route,
      'url.path': request.url.split('?', 1)[0],
    }),
  };
  return contextOf(tracer.startFrom(facts, request.headers));
}

const spanOf = ({ traceContext }: FastifyRequest): Span | undefined => traceContext && trace.getSpan(traceContext);

/** What proxies log when the client has gone before its answer. */
const CLIENT_CLOSED_REQUEST = 499;

function endServerSpan(request: FastifyRequest, statusCode: number): void {
  const span = spanOf(request);
  request.traceContext = undefined;
  span?.setAttribute('http.response.status_code', statusCode);
  if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
  span?.end();
}

/** A server span for each request, active in its handler. */
export function traceRequests(app: HttpApp, tracer: Tracer): void {
  app.decorateRequest('traceContext', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.operational === true) return done();
    request.traceContext = startServerSpan(tracer, request);
    return context.with(request.traceContext, done);
  });
  // Body bytes arrive in the socket's async context: enter the request's own again before its handler.
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.traceContext === undefined) return done();
    return context.with(request.traceContext, done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    endServerSpan(request, reply.statusCode);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    endServerSpan(request, CLIENT_CLOSED_REQUEST);
    done();
  });
}

/** Duration and count of each answer, and a log line: warn for the service's own failures, debug for the others. */
export function measureRequests(app: HttpApp, metrics: ServiceMetrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const labels = { method, route: routeOf(request), status_code: String(reply.statusCode) };
    metrics.httpRequests.inc(labels);
    metrics.httpDuration.observe(labels, reply.elapsedTime / 1000, exemplarOf(spanOf(request)));
    const line = { ...labels, path: request.url.slice(0, 200), duration_ms: Math.round(reply.elapsedTime) };
    if (reply.statusCode >= 500) request.log.warn(line, 'request failed');
    else request.log.debug(line, 'request answered');
    done();
  });
}
