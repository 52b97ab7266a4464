import { waitUntil } from '../../../local/kafka/wait-until';
import type { BrokerView, PartitionState } from '../../plain/broker-views';
import type { KafkaPods } from './kafka-pods';
import type { Probe } from './probe';

/** What brokers say of the cluster, asked by the probe. */

/** Two entries: the quorum writes one each half second while nothing happens, and the next fetch is under way. */
const NO_LAG = 2;
/** A pod that is scheduled, a broker that reads its log, replicas that catch up. */
const WHOLE_LIMIT_MS = 420_000;
const LEADER_LIMIT_MS = 90_000;
const EVERY_MS = 500;

const nameOf = ({ topic, partition }: PartitionState): string => `${topic}-${partition}`;

const isWhole = ({ leader, replicas, isr }: PartitionState): boolean => leader >= 0 && isr.length === replicas.length;

/** What one broker's view lacks; empty when it sees everything whole. */
function lacking({ broker, knows, partitions }: BrokerView, brokers: readonly number[]): string[] {
  const unknown = brokers.filter((id) => !knows.includes(id)).map((id) => `broker ${broker} does not see broker ${id}`);
  const thin = partitions
    .filter((state) => !isWhole(state))
    .map((state) => `${nameOf(state)} (ISR ${state.isr.join(',') || 'none'} of ${state.replicas.join(',')})`);
  return [...unknown, ...thin];
}

export class ClusterViews {
  constructor(
    private readonly probe: Probe,
    private readonly pods: KafkaPods,
    private readonly brokers: readonly number[],
  ) {}

  /** When all brokers that answer name the same one. */
  leaderOf(topic: string, partition: number): Promise<number> {
    return waitUntil(
      `a leader of ${topic}-${partition}`,
      async () => {
        const views = await this.answered([topic]);
        const leaders = new Set(
          views.flatMap(({ partitions }) =>
            partitions
              .filter((state) => state.topic === topic && state.partition === partition)
              .map(({ leader }) => leader),
          ),
        );
        const [leader] = leaders;
        // While they differ, an election is still being told around.
        return leaders.size === 1 && leader !== undefined && views.some(({ broker }) => broker === leader)
          ? leader
          : undefined;
      },
      { timeoutMs: LEADER_LIMIT_MS, everyMs: EVERY_MS },
    );
  }

  /** Of the metadata quorum. */
  activeController(): Promise<number> {
    let why = '';
    const ask = async (): Promise<number | undefined> => {
      try {
        return (await this.probe.ask('quorum', { brokers: this.brokers })).leader;
      } catch (error) {
        why = (error as Error).message;
        return undefined;
      }
    };
    return waitUntil(() => `a leader of the metadata quorum (${why})`, ask, {
      timeoutMs: LEADER_LIMIT_MS,
      everyMs: EVERY_MS,
    });
  }

  /** Every pod is ready, every broker sees every other and every replica in sync, every controller has all metadata. */
  async untilWhole(): Promise<void> {
    let missing: readonly string[] = [];
    await waitUntil(
      () => `the cluster to be whole; ${missing.slice(0, 5).join(', ')}`,
      async () => {
        missing = await this.missing();
        return missing.length === 0 ? true : undefined;
      },
      { timeoutMs: WHOLE_LIMIT_MS, everyMs: EVERY_MS },
    );
  }

  /** Resolves when a broker answers, and all that answer know it to be in service. */
  async untilServes(broker: number): Promise<void> {
    await waitUntil(
      `broker ${broker} to serve`,
      async () => {
        const views = await this.answered([]);
        const own = views.some((view) => view.broker === broker);
        return own && views.every(({ knows }) => knows.includes(broker)) ? true : undefined;
      },
      { timeoutMs: WHOLE_LIMIT_MS, everyMs: EVERY_MS },
    );
  }

  /** Resolves when all brokers see these topics, led, with so many partitions. */
  async untilSeen(topics: readonly { readonly name: string; readonly partitions: number }[]): Promise<void> {
    const wanted = topics.reduce((sum, { partitions }) => sum + partitions, 0);
    await waitUntil(
      `every broker to know ${topics.map(({ name }) => name).join(', ')}`,
      async () => {
        const views = await this.answered(topics.map(({ name }) => name));
        const all = views.length === this.brokers.length;
        return all && views.every(({ partitions }) => partitions.filter(isWhole).length === wanted) ? true : undefined;
      },
      { timeoutMs: LEADER_LIMIT_MS, everyMs: EVERY_MS },
    );
  }

  private async missing(): Promise<readonly string[]> {
    const unready = (await this.pods.list()).filter(({ ready }) => !ready).map(({ pod }) => `pod ${pod} is not ready`);
    if (unready.length > 0) return unready;
    const views = await this.answered([]);
    const silent = this.brokers.filter((id) => !views.some(({ broker }) => broker === id));
    if (silent.length > 0) return silent.map((id) => `broker ${id} does not answer`);
    const lacks = views.flatMap((view) => lacking(view, this.brokers));
    if (lacks.length > 0) return [...new Set(lacks)];
    return this.lags();
  }

  /** Controllers that have not all metadata yet. */
  private async lags(): Promise<readonly string[]> {
    try {
      const { leader, voters } = await this.probe.ask('quorum', { brokers: this.brokers });
      const end = voters.find(({ id }) => id === leader)?.logEndOffset ?? 0;
      const late = voters.filter(({ logEndOffset }) => end - logEndOffset > NO_LAG);
      return late.map(({ id, logEndOffset }) => `controller ${id} lags by ${end - logEndOffset}`);
    } catch (error) {
      return [`the metadata quorum: ${(error as Error).message}`];
    }
  }

  /** A probe whose connection broke for a moment counts as brokers that do not answer: the next question goes through another. */
  private async answered(topics: readonly string[]): Promise<readonly BrokerView[]> {
    const views = await this.probe.ask('views', { brokers: this.brokers, topics }).catch(() => []);
    return views.flatMap((view) => view ?? []);
  }
}
