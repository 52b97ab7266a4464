import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readlink } from 'node:fs/promises';
import { constants } from 'node:os';
import { guard, type Environment } from '../../local/kafka';
import { Namespaces } from './namespaces';
import { sandboxReason } from './possible';
import type { Sandbox } from './sandbox';

/** What became of the wish to be in a sandbox. */
export type SandboxEntry =
  /** This process is in it: go on. */
  | { readonly kind: 'inside'; readonly sandbox: Sandbox }
  /** The same command ran in it and has ended with this status: end with it. */
  | { readonly kind: 'ended'; readonly status: number }
  /** It cannot be had here: go on without. */
  | { readonly kind: 'impossible'; readonly reason: string };

export interface EnterOptions {
  readonly env: Environment;
  /** What needs a network or the machine's own mounts, such as fetching jars: done before, outside. */
  readonly prepare: () => Promise<void>;
  /** Arguments of Node for the run inside: flags, program, its arguments. @default - those of this process */
  readonly command?: readonly string[];
}

/** Names the network that the command came from, so that an inherited variable alone makes nobody believe to be inside. */
const VARIABLE = 'MILLRACE_SANDBOX';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const ownNetwork = (): Promise<string> => readlink('/proc/self/ns/net').catch(() => 'none');

/** Passes signals on until the child has ended. */
async function statusOf(child: ChildProcess): Promise<number> {
  const pass = (signal: NodeJS.Signals): boolean => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    // As a shell tells it: 128 and the signal's number.
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

async function runInside(command: readonly string[], env: Environment, network: string): Promise<number> {
  const own = ['--net', '--mount', '--propagation', 'private', '--', process.execPath];
  const child = spawn('unshare', [...own, ...command], {
    env: { ...env, [VARIABLE]: network },
    stdio: 'inherit',
    // A session of its own: a Ctrl-C in the terminal would otherwise reach it twice, from there and from here.
    detached: true,
  });
  await once(child, 'spawn');
  const callOff = child.pid === undefined ? (): void => undefined : guard(child.pid);
  try {
    return await statusOf(child);
  } finally {
    callOff();
  }
}

/**
 * Runs this very command anew in fresh network and mount namespaces, which vanish with its last process: nothing is
 * to be cleaned up on the machine. Signals and the status are passed on; if this process is killed, so is that one.
 */
export async function enterSandbox(options: EnterOptions): Promise<SandboxEntry> {
  const { env, prepare, command = [...process.execArgv, ...process.argv.slice(1)] } = options;
  const network = await ownNetwork();
  const from = env[VARIABLE];
  if (from !== undefined && from !== network) return { kind: 'inside', sandbox: await Namespaces.open() };
  const reason = await sandboxReason();
  if (reason !== undefined) return { kind: 'impossible', reason };
  await prepare();
  return { kind: 'ended', status: await runInside(command, env, network) };
}
