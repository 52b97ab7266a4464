/**
 * Test code: the broker beside the cluster lives and dies with the pod that leads to it. A pod that is deleted with its
 * grace is a clean shutdown, one that has no more than a second is a SIGKILL, and a new pod comes when its broker serves:
 * as if the broker ran in it.
 */
import type { Pod } from 'kubernetes-types/core/v1';
import type { EmbeddedCluster } from '../../../local/kafka';

/** `ending`: it is told to stop; `starting`: its new pod must wait; `back`: it serves, the pod may come. */
type Life = 'up' | 'ending' | 'down' | 'starting' | 'back';

/** A kubelet gives no container less than this (`calculateEffectiveGracePeriod`): who asks for it wants a kill. */
const KILL_GRACE_SECONDS = 1;

export class BrokerLives {
  /** Of brokers whose pod has been there. */
  private readonly lives = new Map<number, Life>();
  private readonly changes = new Set<Promise<void>>();

  constructor(
    private readonly kafka: EmbeddedCluster,
    private readonly complain: (error: unknown) => void,
  ) {}

  /** Its pod is there, perhaps on its way out. */
  there(id: number, { metadata }: Pod): void {
    const life = this.lives.get(id);
    if (metadata?.deletionTimestamp === undefined) {
      if (life === undefined || life === 'back') this.lives.set(id, 'up');
      return;
    }
    if (life === undefined || life === 'up') this.end(id, metadata.deletionGracePeriodSeconds ?? 0);
  }

  /** Its pod is not there. @returns whether another may be made now */
  gone(id: number): boolean {
    const life = this.lives.get(id);
    // The first one: its broker has been up all along.
    if (life === undefined || life === 'back') return true;
    if (life === 'up') this.end(id, 0);
    if (life === 'down') this.change(id, 'starting', 'back', () => this.kafka.node(id).start());
    return false;
  }

  /** Resolves when what was begun is done. */
  async settled(): Promise<void> {
    await Promise.all(this.changes);
  }

  private end(id: number, graceSeconds: number): void {
    const node = this.kafka.node(id);
    const killed = graceSeconds <= KILL_GRACE_SECONDS;
    this.change(id, 'ending', 'down', () => (killed ? node.kill() : node.stop()));
  }

  private change(id: number, meanwhile: Life, then: Life, work: () => Promise<void>): void {
    this.lives.set(id, meanwhile);
    const change = work()
      .catch(this.complain)
      .then(() => void this.lives.set(id, then))
      .finally(() => this.changes.delete(change));
    this.changes.add(change);
  }
}
