import { nearestName } from '../nearest-name';
import { sendError } from './http-errors';
import { RequestError } from './request-error';
import type { HttpApp } from './request-validation';

interface KnownRoute {
  readonly method: string;
  readonly url: string;
  readonly pattern: RegExp;
}

const patternOf = (url: string): RegExp => new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}$`);

function refusalFor(method: string, path: string, routes: readonly KnownRoute[]): RequestError {
  const allowed = routes.filter(({ pattern }) => pattern.test(path)).map((route) => route.method);
  const known = routes.filter((route) => route.method !== 'HEAD').map((route) => `${route.method} ${route.url}`);
  if (allowed.length > 0) {
    const message = `${method} is not possible for ${path}; use ${allowed.join(' or ')}`;
    return new RequestError(405, 'METHOD_NOT_ALLOWED', message, { allowed });
  }
  const near = nearestName(
    path,
    routes.map(({ url }) => url),
  );
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return new RequestError(404, 'NOT_FOUND', `there is no ${path}${hint}`, { known });
}

/** Answers unknown paths with the known ones, and wrong methods with the right ones. Call before routes are added. */
export function answerUnknownRoutes(app: HttpApp): void {
  const routes: KnownRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url, pattern: patternOf(url) });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const refusal = refusalFor(request.method, path.slice(0, 200), routes);
    if (refusal.statusCode === 405) void reply.header('allow', (refusal.details['allowed'] as string[]).join(', '));
    return sendError(reply, refusal);
  });
}
