import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../../local/kafka';
import { enterSandbox } from '../../../proof/sandbox/enter';
import type { NodeNetwork, Sandbox } from '../../../proof/sandbox/sandbox';

/** Networks and volumes of a sandbox without Kafka. Run by ground-sandbox.test.ts; its argument is a folder. */

const PORT = '5077';
const RECEIVE = `const s = require('dgram').createSocket('udp4');
  s.on('message', (m) => console.log(String(m)));
  s.bind(${PORT}, () => console.log('bound'));`;
const SEND = `const s = require('dgram').createSocket('udp4');
  s.send(process.argv[1], ${PORT}, process.argv[2], () => s.close());`;

/** A node that hears datagrams; these, unlike TCP, go one way. */
class Ear {
  private text = '';

  private constructor(
    readonly network: NodeNetwork,
    private readonly child: ChildProcess,
  ) {
    child.stdout?.on('data', (chunk) => (this.text += String(chunk)));
  }

  static async open(network: NodeNetwork): Promise<Ear> {
    const [command = '', ...args] = [...network.launcher, process.execPath, '-e', RECEIVE];
    const ear = new Ear(network, spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
    await ear.until('bound');
    return ear;
  }

  async until(word: string): Promise<void> {
    const heard = (): true | undefined => (this.heard().includes(word) ? true : undefined);
    await waitUntil(`${this.network.address} to hear ${word}; it heard ${this.text}`, heard, { timeoutMs: 30_000 });
  }

  heard(about = ''): string[] {
    return this.text.split('\n').filter((word) => word !== '' && word.startsWith(about));
  }

  close(): void {
    this.child.kill();
  }
}

async function send(word: string, to: Ear, launcher: readonly string[] = []): Promise<void> {
  const [command = '', ...args] = [...launcher, process.execPath, '-e', SEND, word, to.network.address];
  // A packet that the sender's own filter drops is an error of the socket's, which ends the command otherwise.
  await once(spawn(command, args, { stdio: 'ignore' }), 'exit');
}

/** Who heard what: each word says from whom it was. The client's comes last, so what was before it has come or was dropped. */
async function exchange(about: string, one: Ear, other: Ear): Promise<Record<string, string[]>> {
  await send(`${about}:other`, one, other.network.launcher);
  await send(`${about}:one`, other, one.network.launcher);
  for (const ear of [one, other]) {
    await send(`${about}:client`, ear);
    await ear.until(`${about}:client`);
  }
  return { one: one.heard(about), other: other.heard(about) };
}

async function fillUp(volume: string): Promise<string> {
  const file = await open(join(volume, 'file'), 'w');
  try {
    for (;;) await file.write(Buffer.alloc(65_536));
  } catch (error) {
    return `${error instanceof Error && 'code' in error ? String(error.code) : ''} after ${(await file.stat()).size}`;
  } finally {
    await file.close();
  }
}

async function look(sandbox: Sandbox, dir: string): Promise<Record<string, unknown>> {
  const one = await Ear.open(await sandbox.addNode(1));
  const other = await Ear.open(await sandbox.addNode(2));
  const seen: Record<string, unknown> = { again: (await sandbox.addNode(2)) === other.network };
  try {
    seen['whole'] = await exchange('whole', one, other);
    for (const way of ['both', 'in', 'out'] as const) {
      await one.network.cut([other.network.address], way);
      seen[way] = await exchange(way, one, other);
      await one.network.mend();
    }
    seen['mended'] = await exchange('mended', one, other);
  } finally {
    one.close();
    other.close();
  }
  const volume = join(dir, 'volume');
  await sandbox.addVolume(volume, 1024 * 1024);
  await sandbox.addVolume(volume, 1024 * 1024);
  seen['volume'] = await fillUp(volume);
  return { ...seen, network: await readlink('/proc/self/ns/net') };
}

async function main(): Promise<number> {
  const entry = await enterSandbox({ env: process.env, prepare: () => Promise.resolve() });
  if (entry.kind === 'impossible') throw new Error(entry.reason);
  if (entry.kind === 'ended') return entry.status;
  const interrupted = once(process, 'SIGINT');
  process.stdout.write(`${JSON.stringify(await look(entry.sandbox, process.argv[2] ?? ''))}\n`);
  // A signal alone keeps nobody alive.
  const alive = setInterval(() => undefined, 60_000);
  await interrupted;
  clearInterval(alive);
  return 7;
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
