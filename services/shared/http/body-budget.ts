import type { FastifyRequest } from 'fastify';
import type { ServiceMetrics } from '../metrics';
import { RequestError } from './request-error';
import type { HttpApp } from './request-validation';

/** Bodies of the largest size that may be held at once; of ordinary ones, thousands. */
const LARGEST_BODIES = 32;
const RETRY_AFTER_SECONDS = 1;

/** What a request may make us hold, by what it says of itself before its body comes. */
function announced({ headers }: FastifyRequest, maxBodyBytes: number): number {
  if (headers['transfer-encoding'] !== undefined) return maxBodyBytes;
  return Math.min(Number(headers['content-length'] ?? 0) || 0, maxBodyBytes);
}

/** Refuses requests with 429 while the bodies of those that have no answer yet fill what is kept for them. */
export function boundBodies(app: HttpApp, maxBodyBytes: number, metrics: ServiceMetrics): void {
  const limit = LARGEST_BODIES * maxBodyBytes;
  const held = new Map<FastifyRequest, number>();
  let total = 0;
  const release = (request: FastifyRequest, done: () => void): void => {
    total -= held.get(request) ?? 0;
    held.delete(request);
    done();
  };
  app.addHook('onRequest', (request, _reply, done) => {
    const bytes = announced(request, maxBodyBytes);
    if (bytes === 0) return done();
    if (total + bytes > limit) {
      metrics.overloadRejections.inc({ reason: 'overloaded' });
      const message = `${total} bytes of other requests wait for their answers; at most ${limit} may`;
      return done(new RequestError(429, 'TOO_MANY_BODIES', message, {}, RETRY_AFTER_SECONDS));
    }
    total += bytes;
    held.set(request, bytes);
    return done();
  });
  app.addHook('onResponse', (request, _reply, done) => release(request, done));
  app.addHook('onRequestAbort', release);
}
