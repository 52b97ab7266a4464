import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A command of the machine's network or mounts did not do what was asked. */
export class SandboxError extends Error {
  readonly code = 'PROOF_SANDBOX';

  constructor(command: readonly string[], cause: unknown) {
    const words = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    super(`\`${command.join(' ')}\` failed inside the sandbox: ${words}`, { cause });
    this.name = 'SandboxError';
  }
}

/** Runs a command to its end and returns what it said. Rejects with its words. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await execute(command, [...args], { timeout: 20_000 })).stdout;
  } catch (error) {
    throw new SandboxError([command, ...args], error);
  }
}

/** Whether a command ends with status 0; also `false` when it is not there. */
export async function succeeds(command: string, ...args: readonly string[]): Promise<boolean> {
  try {
    await execute(command, [...args], { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
