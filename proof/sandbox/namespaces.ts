import { mkdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { NamespacedNode } from './node-network';
import { run } from './run';
import type { NodeNetwork, Sandbox } from './sandbox';

/** Addresses of the sandbox alone: nothing leads out of it, so they clash with nothing. */
const NETWORK = '10.77.0';
const FIRST_NODE = 10;
const BRIDGE = 'proof0';

async function isMounted(path: string): Promise<boolean> {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  // Blanks in a path are written as \040 there.
  const shown = path.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('\t', '\\011');
  return mounts.split('\n').some((line) => line.split(' ')[1] === shown);
}

/** The namespaces that this process was started in by `enterSandbox`. */
export class Namespaces implements Sandbox {
  private readonly nodes = new Map<number, Promise<NodeNetwork>>();

  private constructor() {}

  /** Makes the common bridge. To be called once, by a process in namespaces of its own. */
  static async open(): Promise<Namespaces> {
    await run('ip', 'link', 'set', 'lo', 'up');
    // Names of namespaces are files there: of this mount namespace alone from now on, the machine's own out of sight.
    await mkdir('/run/netns', { recursive: true });
    await run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'proof-netns', '/run/netns');
    await run('ip', 'link', 'add', BRIDGE, 'type', 'bridge');
    await run('ip', 'address', 'add', `${NETWORK}.1/24`, 'dev', BRIDGE);
    await run('ip', 'link', 'set', BRIDGE, 'up');
    return new Namespaces();
  }

  addNode(node: number): Promise<NodeNetwork> {
    const known = this.nodes.get(node);
    if (known !== undefined) return known;
    const added = connect(node);
    this.nodes.set(node, added);
    return added;
  }

  async addVolume(path: string, bytes: number): Promise<void> {
    await mkdir(path, { recursive: true });
    if (await isMounted(resolve(path))) return;
    await run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'proof-volume', path);
  }

  async removeVolume(path: string): Promise<void> {
    if (await isMounted(resolve(path))) await run('umount', path);
  }
}

async function connect(node: number): Promise<NodeNetwork> {
  if (!Number.isInteger(node) || node < 1 || node > 200)
    throw new RangeError(`a node of the sandbox has a number from 1 to 200, not ${node}`);
  const [namespace, link, address] = [`node${node}`, `veth${node}`, `${NETWORK}.${FIRST_NODE + node}`];
  await run('ip', 'netns', 'add', namespace);
  await run('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  await run('ip', 'link', 'set', link, 'master', BRIDGE, 'up');
  await run('ip', '-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0');
  await run('ip', '-n', namespace, 'link', 'set', 'eth0', 'up');
  await run('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
  return new NamespacedNode(namespace, link, address);
}
