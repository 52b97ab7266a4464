import { spawn } from 'node:child_process';
import { DeployError } from './deploy-error';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs on when the command ends with another status than 0. @default false */
  readonly mayFail?: boolean;
}

/** How a command ended, and what it said; empty what went to the terminal. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Channel = 'inherit' | 'pipe';

interface Channels {
  readonly stdout: Channel;
  readonly stderr: Channel;
}

const toTerminal: Channels = { stdout: 'inherit', stderr: 'inherit' };
const kept: Channels = { stdout: 'pipe', stderr: 'inherit' };
const silent: Channels = { stdout: 'pipe', stderr: 'pipe' };

/** Runs other programs; what they say goes to the terminal, unless it is asked for. */
export class Commands {
  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** @returns its exit status. @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_COMMAND_FAILED */
  async run(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
    return (await this.ended(command, args, toTerminal, options)).status;
  }

  /** What it prints; its errors go to the terminal. @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_COMMAND_FAILED */
  async output(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
    return (await this.ended(command, args, kept, options)).stdout;
  }

  /** How it ended and all that it said, of which nothing is shown. @throws DeployError DEPLOY_TOOL_MISSING */
  async answer(command: string, args: readonly string[]): Promise<Ended> {
    return this.ended(command, args, silent, { mayFail: true });
  }

  /** What it prints, or nothing when it is not installed or fails. */
  async tried(command: string, args: readonly string[]): Promise<string | undefined> {
    try {
      const { status, stdout } = await this.answer(command, args);
      return status === 0 ? stdout : undefined;
    } catch {
      return undefined;
    }
  }

  private ended(
    command: string,
    args: readonly string[],
    { stdout, stderr }: Channels,
    { cwd, env, mayFail = false }: RunOptions,
  ): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        stdio: ['inherit', stdout, stderr],
        env: { ...this.env, ...env },
        ...(cwd === undefined ? {} : { cwd }),
      });
      const said = { stdout: '', stderr: '' };
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (said.stdout += chunk));
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said.stderr += chunk));
      child.once('error', (cause) => {
        const message = `${command} cannot be run (${cause.message}): \`make prepare\` says how to get it.`;
        reject(new DeployError('DEPLOY_TOOL_MISSING', message, false, { cause }));
      });
      child.once('close', (status) => {
        if (status === 0 || mayFail) return resolve({ status: status ?? 1, ...said });
        const message = `\`${[command, ...args].join(' ')}\` ended with status ${status}.`;
        reject(new DeployError('DEPLOY_COMMAND_FAILED', message, true));
      });
    });
  }
}
