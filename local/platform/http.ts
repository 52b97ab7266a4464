import { request } from 'undici';
import { PlatformError } from './platform-error';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** `undefined` when the answer is no JSON. */
  readonly json: unknown;
}

const LIMIT_MS = 35_000;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function ask(
  url: string,
  options: { method?: 'GET' | 'POST'; body?: string; limitMs?: number } = {},
): Promise<Answer> {
  const limit = options.limitMs ?? LIMIT_MS;
  try {
    const { statusCode, body } = await request(url, {
      method: options.method ?? 'GET',
      headersTimeout: limit,
      bodyTimeout: limit,
      ...(options.body === undefined ? {} : { body: options.body, headers: { 'content-type': 'application/json' } }),
    });
    const text = await body.text();
    return { status: statusCode, text, json: parse(text) };
  } catch (error) {
    throw new PlatformError(
      'PLATFORM_REQUEST_FAILED',
      `${url} does not answer: ${(error as Error).message || String(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** Whether it answers 200 now. */
export async function isOk(url: string): Promise<boolean> {
  return ask(url, { limitMs: 2_000 }).then(
    ({ status }) => status === 200,
    () => false,
  );
}
