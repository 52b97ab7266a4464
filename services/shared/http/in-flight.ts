import type { FastifyRequest } from 'fastify';
import type { HttpApp } from './request-validation';

/** Requests that wait for their answer. Probes and scrapes do not count: they must not hold up a stop. */
export class InFlightRequests {
  private readonly open = new Set<FastifyRequest>();
  private waiting: (() => void)[] = [];

  /** Call after the hooks that refuse requests, so that only accepted ones count. */
  watch(app: HttpApp): void {
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.routeOptions.config.operational !== true) this.open.add(request);
      done();
    });
    app.addHook('onResponse', (request, _reply, done) => this.settle(request, done));
    // The client has gone: there is nobody to answer.
    app.addHook('onRequestAbort', (request, done) => this.settle(request, done));
  }

  get count(): number {
    return this.open.size;
  }

  /** Resolves when none is left. */
  whenNone(): Promise<void> {
    if (this.open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private settle(request: FastifyRequest, done: () => void): void {
    this.open.delete(request);
    if (this.open.size === 0) {
      const waiting = this.waiting;
      this.waiting = [];
      for (const resolve of waiting) resolve();
    }
    done();
  }
}
