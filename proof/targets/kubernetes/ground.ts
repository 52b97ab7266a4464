import type { Machines, PlatformGround } from '../../faults/fault';
import type { ClusterViews } from './cluster-views';
import type { KafkaPod, KafkaPods } from './kafka-pods';
import type { Kubectl } from './kubectl';
import { KubernetesTargetError } from './target-error';

/** `terminationGracePeriodSeconds` of a broker's pod, 30 by default, and what it takes to be gone after that. */
const END_LIMIT_MS = 180_000;
const KILL_LIMIT_MS = 60_000;
const EXEC_LIMIT_MS = 10_000;

export interface KubernetesGroundOptions {
  readonly kubectl: Kubectl;
  readonly pods: KafkaPods;
  readonly views: ClusterViews;
  /** As they are at the beginning, by id. */
  readonly zones: ReadonlyMap<number, string>;
  readonly controllers: readonly number[];
  readonly topic: string;
  readonly partitions: number;
  readonly sessionTimeoutMs: number;
  readonly machines: Machines;
}

/**
 * A broker is its pod: it is deleted, with its grace or without, and the operator makes another, at once and by itself. So a
 * broker that was killed is soon on its way back, whoever has asked for it or not.
 */
export class KubernetesGround implements PlatformGround {
  readonly brokers: readonly number[];
  readonly topic: string;
  readonly partitions: number;
  readonly sessionTimeoutMs: number;
  readonly machines: Machines;

  readonly untilControllerIsNot = unavailable('untilControllerIsNot');
  readonly freeze = unavailable('freeze');
  readonly thaw = unavailable('thaw');
  readonly wipe = unavailable('wipe');
  readonly fillDisk = unavailable('fillDisk');
  readonly emptyDisk = unavailable('emptyDisk');
  readonly cut = unavailable('cut');
  readonly slow = unavailable('slow');
  readonly mendNetwork = unavailable('mendNetwork');
  readonly upgrade = unavailable('upgrade');
  readonly finishUpgrade = unavailable('finishUpgrade');

  constructor(private readonly options: KubernetesGroundOptions) {
    this.brokers = [...options.zones.keys()].sort((one, other) => one - other);
    this.topic = options.topic;
    this.partitions = options.partitions;
    this.sessionTimeoutMs = options.sessionTimeoutMs;
    this.machines = options.machines;
  }

  zoneOf(broker: number): string {
    const zone = this.options.zones.get(broker);
    if (zone === undefined) throw new RangeError(`there is no broker ${broker}; there are ${this.brokers.join(', ')}`);
    return zone;
  }

  isController(broker: number): boolean {
    return this.options.controllers.includes(broker);
  }

  leaderOf(partition: number): Promise<number> {
    return this.options.views.leaderOf(this.topic, partition);
  }

  activeController(): Promise<number> {
    return this.options.views.activeController();
  }

  /**
   * SIGKILL of all in the container, then the pod is deleted with the second of grace that a kubelet gives at the least
   * (`calculateEffectiveGracePeriod`). `--force` would free the name while the old broker may still run, with its whole grace.
   */
  async kill(broker: number): Promise<void> {
    const pod = await this.podOf(broker);
    const { kubectl, pods } = this.options;
    // The shell's own signal does not reach process 1; where that is the broker, or there is no shell, the deletion does it.
    await kubectl.run(['exec', pod.pod, '--', 'sh', '-c', 'kill -9 -1'], { timeoutMs: EXEC_LIMIT_MS });
    await kubectl.delete('pods', [pod.pod], ['--grace-period=1']);
    await pods.untilGone(pod, KILL_LIMIT_MS);
  }

  async stop(broker: number): Promise<void> {
    const pod = await this.podOf(broker);
    await this.options.kubectl.delete('pods', [pod.pod]);
    await this.options.pods.untilGone(pod, END_LIMIT_MS);
  }

  /** The operator does. */
  launch(): Promise<void> {
    return Promise.resolve();
  }

  start(broker: number): Promise<void> {
    return this.options.views.untilServes(broker);
  }

  untilWhole(): Promise<void> {
    return this.options.views.untilWhole();
  }

  private async podOf(id: number): Promise<KafkaPod> {
    const pod = await this.options.pods.find(id);
    if (pod !== undefined) return pod;
    throw new KubernetesTargetError('PROOF_NOT_READY', `node ${id} has no pod now: its operator has not made one yet`);
  }
}

const unavailable = (what: string) => (): Promise<never> =>
  Promise.reject(
    new KubernetesTargetError(
      'PROOF_FAULT_UNAVAILABLE',
      `'${what}' cannot be done on Kubernetes, where a broker is its pod; \`unavailable\` of the target says why`,
    ),
  );
