import { EventEmitter, once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { AgentProcess, type AgentChild, type RunningAgent } from '../../agents/start-agent';
import type { AgentSpec } from '../../agents/spec';
import type { Kubectl } from './kubectl';
import { inPod, ledgerName } from './names';
import type { Probe } from './probe';
import { pathOf } from './programs';
import { KubernetesTargetError } from './target-error';

/** Says which process it becomes: the shell's own. */
const SHELL = 'echo "$$"; exec node "$@"';
const PID_LIMIT_MS = 30_000;

/** A process in the pod, as if it were one of this machine: orders, reports, SIGKILL and its end go through. */
class PodChild extends EventEmitter implements AgentChild {
  readonly stdout = new PassThrough();

  constructor(
    readonly pid: number,
    private readonly exec: ReturnType<Kubectl['start']>,
    private readonly probe: Probe,
  ) {
    super();
    exec.stdout.pipe(this.stdout);
    exec.once('close', (code, signal) => this.emit('close', code, signal));
  }

  get stdin() {
    return this.exec.stdin;
  }

  /** When the probe cannot do it, the end of its stdin ends the agent. */
  kill(): void {
    this.probe.ask('kill', { pid: this.pid }).catch(() => this.exec.kill('SIGKILL'));
  }
}

/** The shell's first line; what follows stays to be read. */
async function pidOf(exec: ReturnType<Kubectl['start']>): Promise<number | undefined> {
  const signal = AbortSignal.timeout(PID_LIMIT_MS);
  let said = '';
  const ended = new Promise<void>((settle) => exec.once('exit', () => settle()));
  while (!said.includes('\n')) {
    const chunk = exec.stdout.read() as Buffer | null;
    if (chunk !== null) said += chunk.toString();
    else if (exec.exitCode !== null || exec.signalCode !== null || signal.aborted) return undefined;
    else await Promise.race([once(exec.stdout, 'readable', { signal }).catch(() => undefined), ended]);
  }
  const end = said.indexOf('\n');
  exec.stdout.unshift(Buffer.from(said.slice(end + 1)));
  return Number(said.slice(0, end)) || undefined;
}

/**
 * Starts an agent as a process of the agents' pod.
 * @param dir of this machine, takes its log `<name>.log`
 */
export async function startPodAgent(
  kubectl: Kubectl,
  probe: Probe,
  spec: AgentSpec,
  dir: string,
): Promise<RunningAgent> {
  await mkdir(dir, { recursive: true });
  const specFile = `${inPod.specs}/${spec.name}.json`;
  await probe.ask('write', { path: specFile, text: JSON.stringify(spec) });
  const logFile = join(dir, `${spec.name}.log`);
  const command = ['sh', '-c', SHELL, 'sh', '--enable-source-maps', pathOf('agent'), specFile];
  const exec = kubectl.start(['exec', '--stdin', ledgerName, '--', ...command]);
  exec.stderr.pipe(createWriteStream(logFile, { flags: 'a' }));
  const pid = await pidOf(exec);
  if (pid === undefined) {
    exec.kill('SIGKILL');
    throw new KubernetesTargetError(
      'PROOF_COMMAND_FAILED',
      `the agent ${spec.name} did not start in the pod; its log is ${logFile}`,
    );
  }
  return new AgentProcess(spec, new PodChild(pid, exec, probe), logFile);
}
