import { waitUntil } from '../../../local/kafka/wait-until';
import { kafkaCluster } from '../../../model/cluster-names';
import type { Kubectl, StoredObject } from './kubectl';

/** A broker or controller as the cluster shows it: a pod of a name that stays, and the machine that it is on. */
export interface KafkaPod {
  /** Of the Kafka node. */
  readonly id: number;
  readonly pod: string;
  readonly uid: string;
  /** The machine; empty while it is not scheduled. */
  readonly node: string;
  readonly isBroker: boolean;
  readonly isController: boolean;
  /** Ready, and not on its way out. */
  readonly ready: boolean;
}

interface Pod extends StoredObject {
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface Node extends StoredObject {
  readonly spec: { readonly unschedulable?: boolean };
}

/** Both roles' labels are on every pod of a pool, and on no other pod. */
const selector = `strimzi.io/cluster=${kafkaCluster.name},strimzi.io/broker-role`;

const kafkaPodOf = ({ metadata, spec, status }: Pod): KafkaPod => ({
  id: Number(/\d+$/.exec(metadata.name)?.[0] ?? Number.NaN),
  pod: metadata.name,
  uid: metadata.uid,
  node: spec.nodeName ?? '',
  isBroker: metadata.labels?.['strimzi.io/broker-role'] === 'true',
  isController: metadata.labels?.['strimzi.io/controller-role'] === 'true',
  ready:
    metadata.deletionTimestamp === undefined &&
    (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
});

export class KafkaPods {
  constructor(private readonly kubectl: Kubectl) {}

  async list(): Promise<readonly KafkaPod[]> {
    return (await this.kubectl.list<Pod>('pods', selector)).map(kafkaPodOf);
  }

  async brokers(): Promise<readonly KafkaPod[]> {
    return (await this.list()).filter(({ isBroker }) => isBroker);
  }

  /** `undefined` while there is none of that id. */
  async find(id: number): Promise<KafkaPod | undefined> {
    const all = await this.list();
    // With dedicated controllers ids are still of one range: Strimzi gives each once.
    return all.find((pod) => pod.id === id);
  }

  /** Zone of each machine. */
  async zones(): Promise<ReadonlyMap<string, string>> {
    const nodes = await this.kubectl.list<Node>('nodes');
    return new Map(
      nodes.map(({ metadata }) => [metadata.name, metadata.labels?.['topology.kubernetes.io/zone'] ?? metadata.name]),
    );
  }

  /** Resolves when that pod is gone, another of its name may be there already. */
  async untilGone({ id, pod, uid }: KafkaPod, timeoutMs: number): Promise<void> {
    await waitUntil(`the pod ${pod} to end`, async () => ((await this.find(id))?.uid === uid ? undefined : true), {
      timeoutMs,
      everyMs: 300,
    });
  }
}
