/** Test code: external commands, without a shell and without blocking: clients go on while a command runs. */
import { spawn } from 'node:child_process';

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Ran {
  /** -1 when a signal ended it. */
  readonly status: number;
  readonly stdout: string;
  /** stdout and stderr as they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly env: Variables;
  readonly cwd?: string;
  readonly input?: string;
  /** @default 120_000 */
  readonly timeoutMs?: number;
}

/** @throws Error when there is no such command; an exit status is an answer. */
export function run(file: string, args: readonly string[], options: CommandOptions): Promise<Ran> {
  const { env, cwd, input = '', timeoutMs = 120_000 } = options;
  return new Promise((settle, fail) => {
    const child = spawn(file, args, { env: { ...env }, cwd, timeout: timeoutMs, killSignal: 'SIGKILL' });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', fail);
    child.once('close', (code) => settle({ status: code ?? -1, stdout, output }));
    child.stdin.on('error', () => undefined); // who does not read its input closes it
    child.stdin.end(input);
  });
}

/** @throws Error with the last of its output when it does not end with 0 */
export async function must(file: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { status, stdout, output } = await run(file, args, options);
  if (status === 0) return stdout;
  throw new Error(`${file} ${args.join(' ')} ended with ${status}:\n${output.slice(-4_000)}`);
}
