import type { FastifyRequest } from 'fastify';
import type { HttpApp } from './request-validation';

/** Requests that wait for their answer. Probes and scrapes do not count: they must not hold up a stop. */
export class InFlightRequests {
  private readonly open = new Set<FastifyRequest>();
  private waiting: (() => void)[] = [];

  /** Call after the hooks that refuse requests, so that only accepted ones count. */
  watch(app: HttpApp): void {
    app.addHook('onRequest', (request, reply, done) => {
      if (request.routeOptions.config.operational !== true) {
        this.open.add(request);
        // Answered, or the client has gone and there is nobody to answer; `onRequestAbort` is silent once the body is read.
        reply.raw.once('close', () => this.settle(request));
      }
      done();
    });
    app.addHook('onResponse', (request, _reply, done) => {
      this.settle(request);
      done();
    });
  }

  get count(): number {
    return this.open.size;
  }

  /** Resolves when none is left. */
  whenNone(): Promise<void> {
    if (this.open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private settle(request: FastifyRequest): void {
    this.open.delete(request);
    if (this.open.size > 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
