import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { DeployError } from '../../../local/deploy/deploy-error';
import { namespaces } from '../../../model/cluster-names';
import { KubernetesTargetError } from './target-error';

export interface Ran {
  /** -1 when a signal ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Written to its stdin. @default - nothing */
  readonly input?: string | Buffer;
  /** @default 60,000 */
  readonly timeoutMs?: number;
}

/** Any object, as far as it is looked at here. */
export interface StoredObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
}

/** Nobody asks for an answer of that size here; what is longer is a mistake. */
const LONGEST_ANSWER = 256 * 1024 * 1024;
const LAST_WORDS = 2_000;

/** kubectl, in the platform's namespace. */
export class Kubectl {
  constructor(
    /** By which it reaches the cluster: `withKubectlFlags`. */
    private readonly flags: readonly string[],
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {}

  /**
   * In a process group of its own: Ctrl-C in a terminal goes to everybody of the foreground's, and would end agents and
   * cut a clean-up in half.
   */
  start(args: readonly string[]): ChildProcessWithoutNullStreams {
    const all = [...this.flags, '--namespace', namespaces.platform, ...args];
    const child = spawn('kubectl', all, { env: { ...this.env }, stdio: 'pipe', detached: true });
    // Who ends before it has read all says why itself.
    child.stdin.on('error', () => undefined);
    return child;
  }

  /** An exit status is an answer. @throws DeployError `DEPLOY_TOOL_MISSING` */
  run(args: readonly string[], { input, timeoutMs = 60_000 }: RunOptions = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = this.start(args);
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      const said = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said.stdout += text;
        if (said.stdout.length > LONGEST_ANSWER) child.kill('SIGKILL');
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said.stderr = (said.stderr + text).slice(-LAST_WORDS);
      });
      child.once('error', (cause) => {
        clearTimeout(timer);
        const message = `kubectl cannot be run (${cause.message}): \`make prepare\` says how to get it.`;
        reject(new DeployError('DEPLOY_TOOL_MISSING', message, false, { cause }));
      });
      child.once('close', (status) => {
        clearTimeout(timer);
        resolve({ status: status ?? -1, ...said });
      });
      child.stdin.end(input ?? '');
    });
  }

  /** What it prints. @throws KubernetesTargetError `PROOF_COMMAND_FAILED` */
  async must(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(args, options);
    if (status === 0) return stdout;
    const shown = args.slice(0, 6).join(' ');
    throw new KubernetesTargetError('PROOF_COMMAND_FAILED', `kubectl ${shown} ended with ${status}: ${stderr.trim()}`);
  }

  /** @param kind with its group where another has the same: `kafkatopics.kafka.strimzi.io` */
  async list<T extends StoredObject>(kind: string, selector?: string): Promise<readonly T[]> {
    const selected = selector === undefined ? [] : ['--selector', selector];
    const text = await this.must(['get', kind, ...selected, '--output=json', '--request-timeout=20s']);
    return (JSON.parse(text) as { readonly items: readonly T[] }).items;
  }

  /** `undefined` when there is none of that name. */
  async find<T extends StoredObject>(kind: string, name: string): Promise<T | undefined> {
    const flags = ['--ignore-not-found', '--output=json', '--request-timeout=20s'];
    const text = await this.must(['get', kind, name, ...flags]);
    return text.trim() === '' ? undefined : (JSON.parse(text) as T);
  }

  async apply(objects: readonly object[]): Promise<void> {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    await this.must(['apply', '--filename=-', '--request-timeout=30s'], { input });
  }

  /** Does not wait for finalizers or containers. No error when there is none. */
  async delete(kind: string, names: readonly string[], flags: readonly string[] = []): Promise<void> {
    if (names.length === 0) return;
    await this.must(['delete', kind, ...names, '--ignore-not-found', '--wait=false', ...flags]);
  }
}
