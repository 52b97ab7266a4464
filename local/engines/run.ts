import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { EngineError } from './engine-error';

/** How a program ended and what it said on both channels. */
export interface Ran {
  readonly status: number;
  readonly output: string;
}

export interface RunSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Everything it says is added here as well. @default - nowhere */
  readonly log?: string;
}

/** Runs a program to its end; -1 when there is none of this name. */
export async function run({ command, args, cwd, env, input = '', log }: RunSpec): Promise<Ran> {
  const child = spawn(command, args, { env: { ...env }, stdio: 'pipe', ...(cwd === undefined ? {} : { cwd }) });
  const sink = log === undefined ? undefined : createWriteStream(log, { flags: 'a' });
  let output = '';
  for (const channel of [child.stdout, child.stderr]) {
    channel.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      sink?.write(chunk);
    });
  }
  // A program that is not there, or ended early, takes no input; its status says so.
  child.stdin.on('error', () => undefined).end(input);
  const status = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('close', (code) => resolve(code ?? -1));
  });
  sink?.end();
  if (sink) await finished(sink);
  return { status, output };
}

const TAIL_LINES = 25;

/** @throws EngineError ENGINE_BUILD_FAILED with the end of what it said */
export async function mustRun(what: string, spec: RunSpec): Promise<string> {
  const { status, output } = await run(spec);
  if (status === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  const more = spec.log === undefined ? '' : `\nall of it: ${spec.log}`;
  const called = `${[spec.command, ...spec.args].join(' ')} ended with status ${status}`;
  throw new EngineError('ENGINE_BUILD_FAILED', `${what}: ${called}. The end of what it said:\n${tail}${more}`, true);
}
