import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { systemCode } from './errors';

/** A process by its id *and* the moment it was started: the kernel hands ids out again, never with the same moment. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

const run = promisify(execFile);

/** A killed process of many threads shows as a zombie while the last of them still hold its ports and files. */
function hasThreadsLeft(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

/** Linux: boot id and start tick from /proc. `undefined`: no such process, or only its zombie is left. */
function startedAtFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field, the command, may hold spaces and brackets: count from behind its closing bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if ((fields[0] === 'Z' && !hasThreadsLeft(pid)) || fields[0] === 'X') return undefined;
  // Ticks count from boot, so the same pair could come again after a reboot without the boot's own id.
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}:${fields[19]}`;
}

async function startedAtFromPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
    const [state, ...started] = stdout.trim().split(/\s+/);
    return state === undefined || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}

/** The identity of a process that runs now. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const startedAt = process.platform === 'linux' ? startedAtFromProc(pid) : await startedAtFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether this very process still runs, not merely one that got its id. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.startedAt === identity.startedAt;
}

/** Sends a signal to this very process; `false` when it is gone already. */
export async function signal(identity: ProcessIdentity, name: NodeJS.Signals): Promise<boolean> {
  if (!(await isAlive(identity))) return false;
  try {
    process.kill(identity.pid, name);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false;
    throw error;
  }
}

/** Resident memory in bytes; 0 when the process is gone. */
export async function residentBytes(identity: ProcessIdentity): Promise<number> {
  try {
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(identity.pid)]);
    return Number(stdout.trim()) * 1024;
  } catch {
    return 0;
  }
}
