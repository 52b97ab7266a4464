import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { bundleProgram } from '../../local/build/bundle';
import { AgentError } from './agent-error';
import { parseReport } from './protocol';
import type { AgentOrder, AgentReport, AgentSpec } from './spec';
import { noCounts } from './tally';

export type AgentCounts = Omit<Extract<AgentReport, { report: 'counts' }>, 'report'>;

export interface AgentExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether `stop` or `kill` was called before. */
  readonly asked: boolean;
}

/** An agent as its driver sees it. */
export interface RunningAgent {
  readonly name: string;
  readonly role: AgentSpec['role'];
  readonly pid: number;
  /** It runs, a reader has joined its group. Rejects with an `AgentError` when it ends before. */
  readonly ready: Promise<void>;
  /** As last reported. */
  readonly counts: AgentCounts;
  order(order: AgentOrder): void;
  /**
   * Orders it to stop and waits until it has. What it has in flight is answered first, which may take as long as the
   * client's delivery timeout.
   * @throws AgentError `AGENT_STUCK`: it was killed after the limit; `AGENT_FAILED`: it ended with an error
   */
  stop(limitMs: number): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  readonly exited: Promise<AgentExit>;
  /** Resolves when it reports a failure or ends unasked, with the end of its log; never otherwise. */
  readonly failed: Promise<AgentError>;
}

const LAST_LINES = 8;

/** @returns the program, one file that needs Node and nothing else */
export async function bundleAgent(dir: string): Promise<string> {
  const file = join(dir, 'agent.js');
  await bundleProgram('proof/agents/main.ts', file);
  return file;
}

/**
 * Starts an agent as a process of its own; it ends when this process ends, for its stdin ends then.
 * @param program see `bundleAgent`
 * @param dir takes its specification `<name>.json` and its log `<name>.log`
 */
export async function startAgent(program: string, spec: AgentSpec, dir: string): Promise<RunningAgent> {
  await mkdir(dir, { recursive: true });
  const specFile = join(dir, `${spec.name}.json`);
  const logFile = join(dir, `${spec.name}.log`);
  await writeFile(specFile, JSON.stringify(spec, undefined, 2));
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(process.execPath, ['--enable-source-maps', program, specFile], {
      env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production' },
      stdio: ['pipe', 'pipe', log],
      // Ctrl-C in a terminal goes to the driver, which stops its agents in its own order.
      detached: true,
    });
    await new Promise<void>((settle, fail) => child.once('spawn', settle).once('error', fail));
    return new AgentProcess(spec, child, logFile);
  } finally {
    closeSync(log);
  }
}

/** What an agent's process is to its driver, wherever it runs: in a pod, `kubectl exec` stands for it. */
export interface AgentChild {
  readonly pid?: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  kill(signal: 'SIGKILL'): unknown;
  /** Its end, and all that it has said before. */
  once(event: 'close', listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
}

export class AgentProcess implements RunningAgent {
  readonly name: string;
  readonly role: AgentSpec['role'];
  readonly pid: number;
  readonly ready: Promise<void>;
  readonly exited: Promise<AgentExit>;
  readonly failed: Promise<AgentError>;
  counts: AgentCounts = noCounts;
  private asked = false;
  private failure: string | undefined;
  private becomeReady: () => void = () => undefined;
  private fail: (error: AgentError) => void = () => undefined;

  constructor(
    { name, role }: AgentSpec,
    private readonly child: AgentChild,
    private readonly logFile: string,
  ) {
    this.name = name;
    this.role = role;
    this.pid = child.pid ?? 0;
    this.exited = new Promise((settle) =>
      child.once('close', (code, signal) => settle({ code, signal, asked: this.asked })),
    );
    this.failed = new Promise((settle) => (this.fail = settle));
    this.ready = new Promise((settle, refuse) => {
      this.becomeReady = settle;
      void this.failed.then(refuse);
      void this.exited.then(({ asked }) => {
        if (asked) refuse(new AgentError('AGENT_ENDED', `${name} was stopped before it was ready`));
      });
    });
    this.ready.catch(() => undefined); // whoever waits for it hears of it
    // Gone before an order reached it: its end is told otherwise.
    child.stdin?.on('error', () => undefined);
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => this.take(line));
    void this.exited.then((exit) => this.ended(exit));
  }

  order(order: AgentOrder): void {
    if (order.order === 'stop') this.asked = true;
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  async stop(limitMs: number): Promise<void> {
    this.order({ order: 'stop' });
    let stuck = false;
    const limit = setTimeout(() => {
      stuck = true;
      this.child.kill('SIGKILL');
    }, limitMs);
    const { code } = await this.exited;
    clearTimeout(limit);
    if (stuck)
      throw new AgentError(
        'AGENT_STUCK',
        `${this.name} did not stop within ${limitMs} ms and was killed${await this.lastLines()}`,
      );
    if (code !== 0) throw new AgentError('AGENT_FAILED', await this.reasonOf(`ended with status ${code}`));
  }

  async kill(): Promise<void> {
    this.asked = true;
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private take(line: string): void {
    const report = parseReport(line);
    if (report?.report === 'ready') this.becomeReady();
    if (report?.report === 'failed') void this.reportFailure(report.message);
    if (report?.report === 'counts') this.counts = report;
  }

  private async reportFailure(message: string): Promise<void> {
    this.failure = message;
    this.fail(new AgentError('AGENT_FAILED', await this.reasonOf('failed')));
  }

  private async ended({ code, signal, asked }: AgentExit): Promise<void> {
    if (asked) return;
    this.fail(new AgentError('AGENT_ENDED', await this.reasonOf(`ended by itself (${signal ?? `status ${code}`})`)));
  }

  private async reasonOf(what: string): Promise<string> {
    const reported = this.failure === undefined ? '' : `: ${this.failure}`;
    return `${this.name} ${what}${reported}${await this.lastLines()}`;
  }

  private async lastLines(): Promise<string> {
    const text = (await readFile(this.logFile, 'utf8').catch(() => '')).trimEnd();
    if (text === '') return '';
    const lines = text
      .split('\n')
      .slice(-LAST_LINES)
      .map((line) => `\n  ${line.slice(0, 300)}`);
    return `. The end of its log, ${this.logFile}:${lines.join('')}`;
  }
}
