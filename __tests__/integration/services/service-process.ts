import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Agent, request, type Dispatcher } from 'undici';
import { waitUntil } from '../../../local/kafka/wait-until';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Record<string, unknown>;
}

const START_LIMIT_MS = 20_000;
const READY_LIMIT_MS = 60_000;
const END_LIMIT_MS = 12_000;
const EVERY_MS = 25;

function run(program: string, variables: Readonly<Record<string, string>>): ChildProcess {
  const env = { PATH: '/usr/bin:/bin', NODE_ENV: 'production', ...variables };
  return spawn(process.execPath, ['--enable-source-maps', program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function outcome(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}

/** A program that answers and ends. */
export const runToEnd = (program: string, variables: Record<string, string>): Promise<Ended> =>
  outcome(run(program, variables));

/** A service in a process of its own. */
export class ServiceProcess {
  readonly lines: Record<string, unknown>[] = [];
  readonly ended: Promise<Ended>;
  private readonly agent = new Agent({ connections: 512 });
  private address = '';

  private constructor(private readonly child: ChildProcess) {
    this.ended = outcome(child);
    if (child.stdout)
      createInterface(child.stdout).on('line', (line) => this.lines.push(JSON.parse(line) as Record<string, unknown>));
  }

  static async start(program: string, variables: Record<string, string>): Promise<ServiceProcess> {
    const service = new ServiceProcess(run(program, variables));
    const url = await waitUntil(
      () => `${program} to say its address; it said ${JSON.stringify(service.lines.slice(-3))}`,
      () => service.lines.find(({ msg }) => msg === 'service is up')?.['url'],
      { timeoutMs: START_LIMIT_MS, everyMs: EVERY_MS },
    );
    service.address = String(url);
    return service;
  }

  get url(): string {
    return this.address;
  }

  async call(method: 'GET' | 'POST', path: string, payload?: object): Promise<Answer> {
    const { statusCode, headers, body } = await request(`${this.address}${path}`, {
      method,
      dispatcher: this.agent,
      ...(payload === undefined
        ? {}
        : { body: JSON.stringify(payload), headers: { 'content-type': 'application/json' } }),
    });
    return { status: statusCode, headers, body: (await body.json()) as Record<string, unknown> };
  }

  async text(path: string): Promise<string> {
    const { body } = await request(`${this.address}${path}`, { dispatcher: this.agent });
    return body.text();
  }

  async isReady(): Promise<boolean> {
    return (await this.call('GET', '/health/ready')).status === 200;
  }

  async ready(): Promise<this> {
    await this.until('to be ready', () => this.isReady(), READY_LIMIT_MS);
    return this;
  }

  until(what: string, probe: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<true> {
    const describe = (): string => `${this.address} ${what}; its last lines: ${JSON.stringify(this.lines.slice(-3))}`;
    return waitUntil(describe, async () => ((await probe()) ? true : undefined), { timeoutMs, everyMs: EVERY_MS });
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** SIGTERM, and how it ended. */
  async stop(): Promise<Ended> {
    this.kill('SIGTERM');
    const ended = await this.ended;
    await this.agent.destroy();
    return ended;
  }

  /** However it takes; gently first, so that a group need not wait for its session to expire. */
  async end(): Promise<void> {
    const forced = setTimeout(() => this.kill('SIGKILL'), END_LIMIT_MS);
    await this.stop();
    clearTimeout(forced);
  }
}
