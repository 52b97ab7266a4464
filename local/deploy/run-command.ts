import { spawn } from 'node:child_process';
import { DeployError } from './deploy-error';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs on when the command ends with another status than 0. @default false */
  readonly mayFail?: boolean;
}

function begin(
  command: string,
  args: readonly string[],
  stdio: 'inherit' | 'pipe',
  env: NodeJS.ProcessEnv,
  cwd?: string,
) {
  return spawn(command, args, { stdio: ['inherit', stdio, 'inherit'], env, ...(cwd === undefined ? {} : { cwd }) });
}

/** Runs other programs; what they say goes to the terminal, `output` keeps what one prints. */
export class Commands {
  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** @returns its exit status. @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_COMMAND_FAILED */
  async run(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
    return (await this.ended(command, args, 'inherit', options)).status;
  }

  /** What it prints. */
  async output(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
    return (await this.ended(command, args, 'pipe', options)).text;
  }

  /** What it prints, or nothing when it is not installed or fails. */
  async tried(command: string, args: readonly string[]): Promise<string | undefined> {
    try {
      return await this.output(command, args);
    } catch {
      return undefined;
    }
  }

  private ended(
    command: string,
    args: readonly string[],
    stdio: 'inherit' | 'pipe',
    { cwd, env, mayFail = false }: RunOptions,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const child = begin(command, args, stdio, { ...this.env, ...env }, cwd);
      let text = '';
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      child.once('error', (cause) => {
        const message = `${command} cannot be run (${cause.message}): \`make prepare\` says how to get it.`;
        reject(new DeployError('DEPLOY_TOOL_MISSING', message, false, { cause }));
      });
      child.once('close', (status) => {
        if (status === 0 || mayFail) return resolve({ status: status ?? 1, text });
        const message = `\`${[command, ...args].join(' ')}\` ended with status ${status}.`;
        reject(new DeployError('DEPLOY_COMMAND_FAILED', message, true));
      });
    });
  }
}
