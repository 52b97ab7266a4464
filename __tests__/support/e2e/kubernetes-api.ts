/** Test code: the Kubernetes API through `kubectl proxy`, which brings any kubeconfig's way of logging in. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { Variables } from './commands';

export interface Stored {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

interface List<T> {
  readonly items: readonly T[];
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Where objects of a kind are: `resourcePath('v1', 'pods', 'millrace', 'x')`. */
export function resourcePath(apiVersion: string, plural: string, namespace?: string, name?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return [root, ...(namespace === undefined ? [] : ['namespaces', namespace]), plural, ...(name ? [name] : [])].join(
    '/',
  );
}

const FIELD_MANAGER = 'millrace-e2e';

export class KubernetesApi {
  private constructor(
    private readonly proxy: ChildProcess,
    private readonly url: string,
  ) {}

  static async open(kubectl: string, env: Variables): Promise<KubernetesApi> {
    const proxy = spawn(kubectl, ['proxy', '--port=0'], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const url = await new Promise<string>((settle, fail) => {
      let said = '';
      const listen = (chunk: Buffer): void => {
        said += chunk.toString();
        const port = /127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (port !== undefined) settle(`http://127.0.0.1:${port}`);
      };
      proxy.stdout.on('data', listen);
      proxy.stderr.on('data', listen);
      proxy.once('error', fail);
      proxy.once('exit', (code) => fail(new Error(`kubectl proxy ended with ${code}: ${said}`)));
    });
    proxy.unref();
    return new KubernetesApi(proxy, url);
  }

  close(): void {
    this.proxy.kill('SIGKILL');
  }

  private async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(20_000), ...init });
    if (answer.ok) return answer;
    const text = await answer.text();
    throw new ApiError(answer.status, `${init.method ?? 'GET'} ${path}: ${answer.status} ${text.slice(0, 1_500)}`);
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.ask(path)).json()) as T;
  }

  /** `undefined` when there is none. */
  async find<T>(path: string): Promise<T | undefined> {
    return this.get<T>(path).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });
  }

  /** Of a kind that the API does not know (yet) there are none. */
  async list<T>(path: string, labelSelector?: string): Promise<readonly T[]> {
    const query = labelSelector === undefined ? '' : `?labelSelector=${encodeURIComponent(labelSelector)}`;
    return (await this.find<List<T>>(`${path}${query}`))?.items ?? [];
  }

  /** Server-side apply. */
  async apply(path: string, object: object): Promise<void> {
    await this.send(
      'PATCH',
      `${path}?fieldManager=${FIELD_MANAGER}&force=true`,
      object,
      'application/apply-patch+yaml',
    );
  }

  /** Creates it when it is not there: for what cannot be changed afterwards. */
  async ensure(path: string, object: Stored): Promise<void> {
    if ((await this.find(`${path}/${object.metadata.name}`)) !== undefined) return;
    await this.send('POST', path, object, 'application/json');
  }

  async merge(path: string, patch: object): Promise<void> {
    await this.send('PATCH', path, patch, 'application/merge-patch+json');
  }

  async remove(path: string): Promise<void> {
    await this.ask(path, { method: 'DELETE' }).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    });
  }

  private async send(method: string, path: string, body: object, contentType: string): Promise<void> {
    await this.ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': contentType } });
  }
}
