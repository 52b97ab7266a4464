import { SpanKind, SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { ServiceMetrics } from '../metrics';
import { exemplarOf, traceFields, type SpanFacts, type Tracer } from '../tracing';
import type { HttpApp } from './request-validation';

declare module 'fastify' {
  interface FastifyRequest {
    /** To be handed on to what works for it; none of a probe or a scrape, and none after the answer. */
    span: Span | undefined;
  }
  interface FastifyContextConfig {
    /** Probes and scrapes: answered while draining, in no trace. */
    readonly operational?: boolean;
  }
}

/** The pattern, so that ids in paths make no new series. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

class ServerFacts implements SpanFacts {
  readonly kind = SpanKind.SERVER;

  constructor(private readonly request: FastifyRequest) {}

  get name(): string {
    return `${this.request.method} ${routeOf(this.request)}`;
  }

  attributes(): Attributes {
    const { method, url } = this.request;
    return {
      'http.request.method': method,
      'http.route': routeOf(this.request),
      'url.path': url.split('?', 1)[0],
    };
  }
}

/** What proxies log when the client has gone before its answer. */
const CLIENT_CLOSED_REQUEST = 499;

function endServerSpan(request: FastifyRequest, statusCode: number): void {
  const { span } = request;
  request.span = undefined;
  span?.setAttribute('http.response.status_code', statusCode);
  if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
  span?.end();
}

/** A server span for each request. */
export function traceRequests(app: HttpApp, tracer: Tracer): void {
  app.decorateRequest('span', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.operational !== true)
      request.span = tracer.startFrom(new ServerFacts(request), request.headers);
    done();
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
  // The ids of a line are made when they are asked for: nobody asks for those of a line that is not written.
  const detailed = ['debug', 'trace'].includes(app.log.level);
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const labels = { method, route: routeOf(request), status_code: String(reply.statusCode) };
    metrics.httpRequests.inc(labels);
    metrics.httpDuration.observe(labels, reply.elapsedTime / 1000, exemplarOf(request.span));
    const failed = reply.statusCode >= 500;
    if (failed || detailed) {
      const path = request.url.slice(0, 200);
      const line = { ...labels, ...traceFields(request.span), path, duration_ms: Math.round(reply.elapsedTime) };
      if (failed) request.log.warn(line, 'request failed');
      else request.log.debug(line, 'request answered');
    }
    done();
  });
}
