import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { archiveUse } from './class-archive';
import type { Environment } from './cache-dir';
import { LocalKafkaError } from './errors';
import { guard } from './guardian';
import type { KafkaJars } from './resolve-jars';

export interface ToolOptions {
  readonly env: Environment;
  /** The tool's largest heap. @default '512m' */
  readonly heap?: string;
  /** @default - Java's own choices (full compiler): these tools are measured */
  readonly jvmOptions?: readonly string[];
  /** Each line of stdout as it comes. @default - none */
  readonly onLine?: (line: string) => void;
  /** The tool is killed after this. @default 600000 */
  readonly timeoutMs?: number;
}

export interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  /** User and system time of the JVM, its start included. */
  readonly cpuMs: number;
  /** Largest resident memory that was seen, asked twice a second; 0 where /proc is not there. */
  readonly peakBytes: number;
}

const WATCH_EVERY_MS = 500;

/** Watches the one child of the shell, which is Java. */
function watchMemory(shell: number | undefined): () => number {
  let peak = 0;
  const look = (): void => {
    try {
      const [java = ''] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').split(' ');
      const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${java}/status`, 'utf8'));
      peak = Math.max(peak, Number(found?.[1] ?? 0) * 1024);
    } catch {
      // not started yet, gone already, or no Linux
    }
  };
  const timer = setInterval(look, WATCH_EVERY_MS);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** The second line of the shell's `times` is its children's time, as `1m2.5s 0m0.3s` (user, system). */
export function parseTimes(text: string): number {
  const parts = [...(text.trim().split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000, 0);
}

function collect(stream: unknown, onLine?: (line: string) => void): () => string {
  // Typed as possibly absent by Node, for other settings of `stdio` than ours.
  if (!(stream instanceof Readable)) throw new TypeError('the child has no such stream');
  let text = '';
  let reported = 0;
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n', reported); end >= 0; end = text.indexOf('\n', reported)) {
      onLine?.(text.slice(reported, end));
      reported = end + 1;
    }
  });
  return () => text;
}

function javaArguments(jars: KafkaJars, mainClass: string, args: readonly string[], options: ToolOptions): string[] {
  return [
    jars.java.command,
    `-Xmx${options.heap ?? '512m'}`,
    ...archiveUse(jars, false).flags,
    // A word of Java's about its archive would be taken for a line of the tool's.
    '-Xlog:disable',
    '-Xlog:all=warning:stderr',
    ...(options.jvmOptions ?? []),
    `-Dlog4j2.configurationFile=${join(__dirname, 'log4j2.tools.xml')}`,
    '-cp',
    jars.classpath,
    mainClass,
    ...args,
  ];
}

interface Ended {
  readonly code: number | null;
  readonly times: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly peakBytes: number;
}

function execute(command: readonly string[], options: ToolOptions): Promise<Ended> {
  return new Promise((settle, fail) => {
    // Node tells nothing of a child's processor time; the shell's `times`, written to a fourth stream, does.
    const child = spawn('sh', ['-c', '"$@" 3>&-; code=$?; times >&3; exit $code', 'sh', ...command], {
      env: options.env,
      // A group of its own, so that the shell and Java can be ended together.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const stdout = collect(child.stdout, options.onLine);
    const stderr = collect(child.stderr);
    const times = collect(child.stdio[3]);
    const peakBytes = watchMemory(child.pid);
    const group = child.pid === undefined ? undefined : -child.pid;
    const callOff = group === undefined ? (): void => undefined : guard(group);
    const limit = setTimeout(() => group !== undefined && process.kill(group, 'SIGKILL'), options.timeoutMs ?? 600_000);
    child.once('error', (error) => {
      clearTimeout(limit);
      peakBytes();
      fail(error);
    });
    child.once('exit', () => {
      clearTimeout(limit);
      callOff();
    });
    child.once('close', (code) =>
      settle({ code, times: times(), stdout: stdout(), stderr: stderr(), peakBytes: peakBytes() }),
    );
  });
}

/** Runs one of Kafka's own Java classes, `org.apache.kafka.tools.GetOffsetShell` for one, out of the resolved jars. */
export async function runTool(
  jars: KafkaJars,
  mainClass: string,
  args: readonly string[],
  options: ToolOptions,
): Promise<ToolResult> {
  const started = performance.now();
  const { code, times, stdout, stderr, peakBytes } = await execute(
    javaArguments(jars, mainClass, args, options),
    options,
  );
  const wallMs = performance.now() - started;
  if (code === 0) return { stdout, stderr, wallMs, cpuMs: parseTimes(times), peakBytes };
  const words = `${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n  ');
  throw new LocalKafkaError(
    'LOCAL_TOOL_FAILED',
    `${mainClass} ${args.join(' ')} ended with ${code === null ? `a signal after ${Math.round(wallMs / 1000)} s` : `status ${code}`}; its last lines:\n  ${words}`,
    { detail: { mainClass, code } },
  );
}
