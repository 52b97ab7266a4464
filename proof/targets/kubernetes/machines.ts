import { namespaces } from '../../../model/cluster-names';
import type { Machines } from '../../faults/fault';
import type { KafkaPod, KafkaPods } from './kafka-pods';
import type { Kubectl } from './kubectl';
import { awayLabel, ledgerName } from './names';
import { KubernetesTargetError } from './target-error';

/** Takes a machine's power and gives it back. kubectl cannot; who has the machines at hand says how. */
export interface NodePower {
  cut(node: string): Promise<void>;
  restore(node: string): Promise<void>;
}

interface PodPlace {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly nodeName?: string };
}

/**
 * The machines that brokers are on. Without power over them the nearest thing is done: nothing new may come to the machine,
 * and what the platform has there is deleted with the shortest grace. That is kinder than a power cut: connections are closed,
 * the API knows at once, the disk is synced.
 */
export class ClusterMachines implements Machines {
  /** Those that are away now, with how. */
  private readonly away = new Set<string>();

  constructor(
    private readonly kubectl: Kubectl,
    private readonly pods: KafkaPods,
    private readonly power: NodePower | undefined,
  ) {}

  /** How a machine is lost, in words. */
  get manner(): string {
    return this.power === undefined ? 'cordoned, and its pods deleted' : 'its power cut';
  }

  /** Brokers whose machine may go: the journals are not on it. */
  async losable(): Promise<readonly number[]> {
    const own = await this.kubectl.find<PodPlace>('pods', ledgerName);
    const brokers = await this.pods.brokers();
    return brokers.filter(({ node }) => node !== '' && node !== own?.spec.nodeName).map(({ id }) => id);
  }

  /** @returns whom it met, in words. @throws KubernetesTargetError `PROOF_FAULT_UNAVAILABLE` */
  async lose(broker: number): Promise<string> {
    const { node } = await this.placeOf(broker);
    if (!(await this.losable()).includes(broker))
      throw new KubernetesTargetError(
        'PROOF_FAULT_UNAVAILABLE',
        `the machine ${node} of broker ${broker} carries the agents and their journals: it cannot be lost`,
      );
    const brokers = (await this.pods.brokers()).filter((pod) => pod.node === node).map(({ id }) => id);
    this.away.add(node);
    if (this.power === undefined) await this.empty(node);
    else await this.power.cut(node);
    return `machine ${node} with broker ${brokers.join(', ')} (${this.manner})`;
  }

  /** Brings back the machine of a broker. Does not wait for what is on it. */
  async bring(broker: number): Promise<void> {
    const pod = await this.pods.find(broker);
    // A pod that waits for its machine does not say which: it is one of those that are away.
    const nodes = pod !== undefined && this.away.has(pod.node) ? [pod.node] : [...this.away];
    for (const node of nodes) await this.restore(node);
  }

  /** All that are away. */
  async recover(): Promise<void> {
    for (const node of [...this.away]) await this.restore(node);
  }

  private async restore(node: string): Promise<void> {
    if (this.power === undefined) await uncordon(this.kubectl, node);
    else await this.power.restore(node);
    this.away.delete(node);
  }

  private async empty(node: string): Promise<void> {
    // First, so that a run that is killed here is seen to have done it.
    await this.kubectl.must(['label', 'node', node, `${awayLabel}=true`, '--overwrite']);
    await this.kubectl.must(['cordon', node]);
    const there = ['--field-selector', `spec.nodeName=${node}`, '--grace-period=1', '--wait=false'];
    // The operator that stood there is gone with it.
    for (const namespace of [namespaces.platform, namespaces.operator])
      await this.kubectl.must(['delete', 'pods', '--namespace', namespace, ...there]);
  }

  private async placeOf(broker: number): Promise<KafkaPod> {
    const pod = await this.pods.find(broker);
    if (pod !== undefined && pod.node !== '') return pod;
    throw new KubernetesTargetError('PROOF_FAULT_UNAVAILABLE', `broker ${broker} is on no machine now`);
  }
}

async function uncordon(kubectl: Kubectl, node: string): Promise<void> {
  await kubectl.must(['uncordon', node]);
  await kubectl.must(['label', 'node', node, `${awayLabel}-`]);
}

/** What a run that was killed has left cordoned. */
export async function uncordonLeftovers(kubectl: Kubectl): Promise<void> {
  const nodes = await kubectl.list('nodes', `${awayLabel}=true`);
  for (const { metadata } of nodes) await uncordon(kubectl, metadata.name);
}
