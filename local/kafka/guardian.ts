import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Ends a child when this process ends, however that happens: a shell waits for the end of a pipe from here, which the
 * system closes even after a SIGKILL (an exit handler would not run then, nor inside jest). Returns what calls it off,
 * to be called as soon as the child is gone, before its id can be another's. A negative `pid` stands for a whole group.
 */
export function guard(pid: number): () => void {
  const shell = spawn('sh', ['-c', 'cat >/dev/null; kill -s KILL -- "$0" 2>/dev/null', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Its own group: Ctrl-C in a terminal must not end the guardian before the guarded.
    detached: true,
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  // A pipe is a socket underneath, which must not keep this process from ending.
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return () => {
    shell.kill('SIGKILL');
  };
}
