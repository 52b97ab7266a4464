import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { LocalKafkaError, systemCode } from './errors';
import { LOOPBACK } from './listeners';

const run = promisify(execFile);

// Below the ranges Linux (32768) and macOS (49152) take the local end of outgoing connections from: a port out of those
// can be gone while its broker is down for a moment, taken by some client's connection.
const CHOICE_FROM = 20_000;
const CHOICE_TO = 32_000;

/** Whether a listener on loopback could be opened now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await obstacle(LOOPBACK, port)) === undefined;
}

/** The system's code of what keeps a listener from being opened now; `undefined` when nothing does. */
function obstacle(host: string, port: number): Promise<string | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', (error) => settle(systemCode(error) ?? 'UNKNOWN'));
    // `exclusive` or a cluster worker of Node would share the port and call it free.
    server.listen({ host, port, exclusive: true }, () => server.close(() => settle(undefined)));
  });
}

/** Chooses `count` free ports, none of them in `taken`. */
export async function chooseFreePorts(count: number, taken: readonly number[]): Promise<number[]> {
  const chosen: number[] = [];
  for (let attempt = 0; chosen.length < count; attempt += 1) {
    if (attempt > 1000) {
      throw new LocalKafkaError(
        'LOCAL_PORT_NONE_FREE',
        `found ${chosen.length} of ${count} free ports from ${CHOICE_FROM} to ${CHOICE_TO} in 1000 tries; name the ports yourself`,
      );
    }
    const port = randomInt(CHOICE_FROM, CHOICE_TO);
    if (taken.includes(port) || chosen.includes(port)) continue;
    if (await isPortFree(port)) chosen.push(port);
  }
  return chosen;
}

/** Who listens on a port, as far as `ss` or `lsof` say; other users' processes stay nameless. */
export async function portHolder(port: number): Promise<string | undefined> {
  const asked = [
    run('ss', ['-H', '-ltnp', `sport = :${port}`]).then(({ stdout }) => /users:\(\("([^"]+)",pid=(\d+)/.exec(stdout)),
    run('lsof', ['-nP', '-Fpc', `-iTCP:${port}`, '-sTCP:LISTEN']).then(({ stdout }) => {
      const found = /^p(\d+)[\s\S]*?^c(.+)$/m.exec(stdout);
      return found === null ? null : [found[0], found[2], found[1]];
    }),
  ];
  for (const answer of await Promise.allSettled(asked)) {
    if (answer.status === 'rejected' || answer.value === null) continue;
    const [, command, pid] = answer.value;
    if (command !== undefined && pid !== undefined) return `${command} (process ${pid})`;
  }
  return undefined;
}

/** Rejects with what the port is for, who has it and how to choose another. */
export async function requirePortFree(
  port: number,
  purpose: string,
  howToChoose: string,
  host = LOOPBACK,
): Promise<void> {
  const found = await obstacle(host, port);
  if (found === undefined) return;
  if (found === 'EADDRNOTAVAIL') {
    throw new LocalKafkaError(
      'LOCAL_OPTIONS_INVALID',
      `${host} is no address of this machine, but the ${purpose} is to be opened there. Choose another: ${howToChoose}.`,
      { detail: { host, purpose } },
    );
  }
  const holder = await portHolder(port);
  throw new LocalKafkaError(
    'LOCAL_PORT_BUSY',
    `port ${port} on ${host} is taken by ${holder ?? 'another process'}, but it is the ${purpose}. ` +
      `Stop what holds it, or choose another: ${howToChoose}.`,
    { canRetry: true, detail: { port, purpose, holder } },
  );
}
