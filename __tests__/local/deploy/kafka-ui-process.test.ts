import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The command itself, with a program in kubectl's place that keeps the objects in a file: signals are real ones. */

const repository = join(__dirname, '../../..');
const patienceMs = 60_000;
jest.setTimeout(2 * patienceMs);

/** Does what of kubectl the command needs; `$STATE` has a line for each kind that is there, `$STATE.log` each call. */
const kubectl = `#!/bin/bash
echo "$*" >> "$STATE.log"
case " $* " in
  *" get Kafka.v1.kafka.strimzi.io "*) echo '{"items":[{"metadata":{"name":"millrace"}}]}' ;;
  *" get KafkaUser.v1.kafka.strimzi.io "*)
    echo '{"items":[{"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaUser","metadata":{"name":"millrace-kafka-ui","namespace":"millrace"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}]}' ;;
  *" get Deployment.v1.apps "*)
    echo '{"items":[{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"millrace-kafka-ui","namespace":"millrace"},"status":{"replicas":1,"updatedReplicas":1,"availableReplicas":'"$AVAILABLE"'}}]}' ;;
  *" get "*) echo '{"items":[]}' ;;
  *" apply "*) grep -o '"kind":"[A-Za-z]*","metadata":{"name":"millrace-kafka-ui"' | cut -d'"' -f4 >> "$STATE" ;;
  *" delete "*)
    gone=$(grep -o '"kind":"[A-Za-z]*","metadata":{"name":"millrace-kafka-ui"' | cut -d'"' -f4)
    sleep "$SLOW"
    grep -v -x -F "$gone" "$STATE" > "$STATE.kept"
    mv "$STATE.kept" "$STATE" ;;
  *" port-forward "*)
    echo "$$" > "$STATE.forward"
    echo "Forwarding from 127.0.0.1:$4 -> 8080"
    exec sleep "$FORWARDED" ;;
esac
`;

let folder: string;
let state: string;
let child: ChildProcess | undefined;

const forwarder = (): number => Number(readFileSync(`${state}.forward`, 'utf8'));

function forwarderRuns(): boolean {
  try {
    return process.kill(forwarder(), 0);
  } catch {
    return false;
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-kafka-ui-'));
  state = join(folder, 'objects');
  writeFileSync(state, '');
  writeFileSync(join(folder, 'kubectl'), kubectl);
  chmodSync(join(folder, 'kubectl'), 0o755);
});

afterEach(() => {
  if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  if (forwarderRuns()) process.kill(forwarder(), 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const objects = (): string[] =>
  readFileSync(state, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function start(env: Readonly<Record<string, string>> = {}) {
  const args = ['--import', 'tsx', 'local/deploy/main.ts', 'kafka-ui', '--port', String(await freePort())];
  const started = spawn(process.execPath, args, {
    cwd: repository,
    // A process group of its own, as a terminal gives to what runs in front.
    detached: true,
    env: {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      STATE: state,
      AVAILABLE: '1',
      SLOW: '0',
      FORWARDED: '600',
      ...env,
    },
  });
  child = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise<number | null>((resolve) => started.once('close', resolve));
  const shown = async (text: string): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; !output.includes(text); await pause(20))
      if (Date.now() > deadline || started.exitCode !== null) throw new Error(`it never said '${text}':\n${output}`);
  };
  return { pid: started.pid!, ended, shown, output: () => output };
}

describe('make kafka-ui', () => {
  it.each([
    ['Ctrl-C in a terminal, which all of its group get', 'SIGINT', -1],
    ['a SIGTERM to it alone', 'SIGTERM', 1],
    ['the end of its terminal', 'SIGHUP', -1],
  ] as const)('removes all of it at %s', async (_, signal, whom) => {
    const { pid, ended, shown, output } = await start();
    await shown('http://localhost:');
    expect(objects()).toEqual(['KafkaUser', 'NetworkPolicy', 'Deployment']);
    expect(forwarderRuns()).toBe(true);
    process.kill(whom * pid, signal);
    expect(await ended).toBe(0);
    expect(output()).toContain('removed');
    expect(objects()).toEqual([]);
    expect(forwarderRuns()).toBe(false);
  });

  it('removes all of it when Ctrl-C comes again and again', async () => {
    const { pid, ended, shown } = await start({ SLOW: '1' });
    await shown('http://localhost:');
    process.kill(-pid, 'SIGINT');
    await shown('removing it');
    for (let times = 0; times < 3; times += 1) {
      await pause(100);
      process.kill(-pid, 'SIGINT');
    }
    expect(await ended).toBe(0);
    expect(objects()).toEqual([]);
  });

  it('removes all of it when it is interrupted before the page is ready', async () => {
    const { pid, ended, shown } = await start({ AVAILABLE: '0' });
    await shown('0 of 1 replicas are available');
    process.kill(-pid, 'SIGINT');
    expect(await ended).toBe(0);
    expect(objects()).toEqual([]);
    expect(existsSync(`${state}.forward`)).toBe(false);
  });

  it('rejects, and removes all of it, when the port-forward ends by itself', async () => {
    const { ended, output } = await start({ FORWARDED: '0.1' });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/DEPLOY_COMMAND_FAILED.*the port-forward has ended/);
    expect(objects()).toEqual([]);
  });
});
