import { join } from 'node:path';
import type { NodePlacement } from '../../local/kafka';
import type { NodeNetwork, Sandbox } from '../sandbox/sandbox';
import { empty, fill } from './embedded-ballast';

const MEBIBYTE = 1024 * 1024;
export const DEFAULT_VOLUME_BYTES = 256 * MEBIBYTE;

/** A fault was asked for that this machine or this cluster does not allow. */
export class GroundError extends Error {
  readonly code = 'PROOF_FAULT_UNAVAILABLE';

  constructor(message: string) {
    super(message);
    this.name = 'GroundError';
  }
}

interface Place {
  readonly network: NodeNetwork;
  readonly volume: string;
}

/** Networks and volumes of all nodes; empty where there is no sandbox. */
export class EmbeddedPlaces {
  private constructor(
    private readonly places: ReadonlyMap<number, Place>,
    private readonly sandbox: Sandbox | { readonly reason: string },
  ) {}

  static async prepare(
    sandbox: Sandbox | { readonly reason: string },
    dir: string,
    nodes: readonly number[],
    volumeBytes: number,
  ): Promise<EmbeddedPlaces> {
    const places = new Map<number, Place>();
    if ('reason' in sandbox) return new EmbeddedPlaces(places, sandbox);
    for (const node of nodes) {
      const volume = join(dir, 'volumes', `node-${node}`);
      await sandbox.addVolume(volume, volumeBytes);
      places.set(node, { network: await sandbox.addNode(node), volume });
    }
    return new EmbeddedPlaces(places, sandbox);
  }

  /** Why there are none; nothing when there are. */
  get reason(): string | undefined {
    return 'reason' in this.sandbox ? this.sandbox.reason : undefined;
  }

  placement(node: number): NodePlacement {
    const { network, volume } = this.of(node);
    return { host: network.address, launcher: network.launcher, dataDir: join(volume, 'data') };
  }

  async cut(node: number, way: 'both' | 'in' | 'out'): Promise<void> {
    const { network } = this.of(node);
    const others = [...this.places.values()].map((place) => place.network.address);
    await network.cut(
      others.filter((address) => address !== network.address),
      way,
    );
  }

  async slow(node: number): Promise<void> {
    await this.of(node).network.slow();
  }

  async mend(node: number): Promise<void> {
    await this.of(node).network.mend();
  }

  async fill(node: number): Promise<void> {
    await fill(this.of(node).volume);
  }

  async empty(node: number): Promise<void> {
    await empty(this.of(node).volume);
  }

  /** Undoes all of it, on every node. */
  async restore(): Promise<void> {
    await Promise.all([...this.places.values()].flatMap(({ network, volume }) => [network.mend(), empty(volume)]));
  }

  /** Unmounts the volumes; what was on them is gone. */
  async release(): Promise<void> {
    if ('reason' in this.sandbox) return;
    for (const { network, volume } of this.places.values()) {
      await network.mend();
      await this.sandbox.removeVolume(volume);
    }
  }

  private of(node: number): Place {
    const place = this.places.get(node);
    if (place !== undefined) return place;
    throw new GroundError(
      this.reason === undefined
        ? `there is no node ${node}; the nodes are ${[...this.places.keys()].join(', ')}.`
        : `node ${node} has no network and no volume of its own: ${this.reason}. Leave this fault out (\`unavailable\` tells before).`,
    );
  }
}
