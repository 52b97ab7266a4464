import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeComment {
  readonly id: number;
  readonly user: { readonly login: string };
  body: string;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** The part of GitHub's API that comments are made of, on loopback: of the one pull request `owner/name#7`. */
export class FakeGitHub {
  readonly comments: FakeComment[] = [];
  readonly seen: Seen[] = [];
  /** Answers every request with this status instead. */
  refusing: number | undefined;
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((settle) => this.server.listen(0, '127.0.0.1', settle));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((settle) => this.server.close(settle));
  }

  add(login: string, body: string): FakeComment {
    const comment = { id: 1000 + this.comments.length, user: { login }, body };
    this.comments.push(comment);
    return comment;
  }

  private async answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> {
    const { method = '', url = '', headers } = request;
    this.seen.push({ method, path: url, token: headers.authorization });
    if (this.refusing !== undefined)
      return { status: this.refusing, body: { message: 'Resource not accessible by integration' } };
    const { pathname, searchParams } = new URL(url, 'http://fake');
    const text = await bodyOf(request);
    const body = text === '' ? '' : (JSON.parse(text) as { readonly body: string }).body;
    if (pathname === '/repos/owner/name/issues/7/comments') {
      if (method === 'POST') return { status: 201, body: this.add('github-actions[bot]', body) };
      const size = Number(searchParams.get('per_page') ?? 30);
      const from = (Number(searchParams.get('page') ?? 1) - 1) * size;
      return { status: 200, body: this.comments.slice(from, from + size) };
    }
    const found = this.comments.find(({ id }) => pathname === `/repos/owner/name/issues/comments/${id}`);
    if (method !== 'PATCH' || found === undefined) return { status: 404, body: { message: 'Not Found' } };
    found.body = body;
    return { status: 200, body: found };
  }
}
