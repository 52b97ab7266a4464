import type { HttpApp } from '../../../services/shared/http/request-validation';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** One request, without a socket. */
export async function call(
  app: HttpApp,
  method: 'GET' | 'POST',
  url: string,
  payload?: string | Buffer | object,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: answer.json<Record<string, unknown>>(),
    text: answer.body,
  };
}
