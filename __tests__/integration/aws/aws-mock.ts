import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Commands } from '../../../local/deploy/run-command';
import { installMock } from './mock-tools';

/** The account of the mock, unless the credentials are of another: AWS's own example, which `environments/accounts.ts` has too. */
export const mockAccount = '123456789012';

const startsWithinMs = 60_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

type Variables = Record<string, string>;

/** This machine's, without a word of its own AWS accounts: nothing here may ever reach one. */
function withoutAws(): Variables {
  const given = Object.entries(process.env).filter(([name]) => !/^(AWS_|BOTO_|TF_)/.test(name));
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function environmentOf(url: string, installed: string): Variables {
  const { PATH = '', ...others } = withoutAws();
  return {
    ...others,
    PATH: `${join(installed, 'bin')}${delimiter}${PATH}`,
    PYTHONPATH: installed,
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_ENDPOINT_URL: url,
    // Terraform's S3 backend reads each service's own.
    AWS_ENDPOINT_URL_S3: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ENDPOINT_URL_IAM: url,
    AWS_ACCESS_KEY_ID: 'mock',
    AWS_SECRET_ACCESS_KEY: 'mock',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** AWS as moto's server knows it, on this machine: no credentials count, and nobody's rights are asked for. */
export class AwsMock {
  private constructor(
    private readonly server: ChildProcess,
    readonly url: string,
    /** For programs that are to see this AWS, and no other. */
    readonly env: Readonly<Variables>,
  ) {}

  static async start(): Promise<AwsMock> {
    const installed = await installMock(process.env);
    const port = await freePort();
    const env = environmentOf(`http://127.0.0.1:${port}`, installed);
    const server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
      // It knows AWS's own policies, and leaves out thousands of machine images.
      env: { ...env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const mock = new AwsMock(server, `http://127.0.0.1:${port}`, env);
    try {
      await mock.answers();
    } catch (error) {
      await mock.stop();
      throw error;
    }
    return mock;
  }

  /** What it says of every request is of no interest, unless it never comes up. */
  private async answers(): Promise<void> {
    let said = '';
    this.server.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(-4_000)));
    const deadline = Date.now() + startsWithinMs;
    while (Date.now() < deadline && this.server.exitCode === null) {
      const answer = await fetch(`${this.url}/moto-api/`).catch(() => undefined);
      if (answer?.ok === true) return;
      await pause(50);
    }
    throw new Error(`moto's server does not answer at ${this.url}: ${said}`);
  }

  /** Forgets all that it has. */
  async reset(): Promise<void> {
    await fetch(`${this.url}/moto-api/reset`, { method: 'POST' });
  }

  commands(more: Readonly<Variables> = {}): Commands {
    return new Commands({ ...this.env, ...more });
  }

  /** What the AWS CLI prints. */
  async ask<T>(args: readonly string[], more: Readonly<Variables> = {}): Promise<T> {
    const asked = [...args, '--output', 'json'];
    const { status, stdout, stderr } = await this.commands(more).answer('aws', asked);
    if (status !== 0) throw new Error(`aws ${args.join(' ')}: ${stderr}`);
    return (stdout === '' ? {} : JSON.parse(stdout)) as T;
  }

  /** Credentials of another account, which takes whoever asks. */
  async credentialsOf(account: string): Promise<Readonly<Variables>> {
    const role = `arn:aws:iam::${account}:role/visitor`;
    const { Credentials } = await this.ask<{ readonly Credentials: Variables }>([
      ...['sts', 'assume-role', '--role-arn', role, '--role-session-name', 'visitor'],
    ]);
    return {
      AWS_ACCESS_KEY_ID: Credentials['AccessKeyId'] ?? '',
      AWS_SECRET_ACCESS_KEY: Credentials['SecretAccessKey'] ?? '',
      AWS_SESSION_TOKEN: Credentials['SessionToken'] ?? '',
    };
  }

  async stop(): Promise<void> {
    if (this.server.exitCode !== null || this.server.signalCode !== null) return;
    const ended = once(this.server, 'exit');
    this.server.kill('SIGKILL');
    await ended;
  }
}
