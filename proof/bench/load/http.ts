import { Pool } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Connections that are kept open to one server: what a client that cares for speed has. */
export class HttpTarget {
  private readonly pool: Pool;

  constructor(url: string, connections: number) {
    this.pool = new Pool(url, { connections, pipelining: 1 });
  }

  /** @throws Error when the answer is not 200 */
  async post(path: string, body: string): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    const { statusCode, body: answer } = await this.pool.request({ path, method: 'POST', headers, body });
    const text = await answer.text();
    if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}: ${text.slice(0, 300)}`);
    return text;
  }

  async get(path: string): Promise<HttpAnswer> {
    const { statusCode, body } = await this.pool.request({ path, method: 'GET' });
    return { status: statusCode, text: await body.text() };
  }

  /** Ends it, also with requests under way. */
  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
