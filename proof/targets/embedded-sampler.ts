import type { ClusterNode, PartitionView, PartitionWatch } from '../../local/kafka';
import type { GroundSample } from './embedded-options';

const ANSWER_MS = 1_000;
/** For one broker's answer. */
const QUESTION_MS = 700;
const OLD_MS = 3_000;

/** Looks at the brokers for the timeline: their processes, and the ISRs as one of them sees these. */
export class EmbeddedSampler {
  private watch: PartitionWatch;
  private readonly pids = new Map<number, number>();
  private asked = 0;
  private underway: Promise<void> | undefined;
  private answer: { readonly smallest: number | null; readonly at: number } = { smallest: null, at: 0 };

  /** `isSound`: a frozen broker would not answer, one that is cut off would tell of the past. */
  constructor(
    private readonly brokers: readonly ClusterNode[],
    private readonly isSound: (broker: number) => boolean,
    private readonly newWatch: () => PartitionWatch,
  ) {
    this.watch = newWatch();
  }

  /** Who runs is seen at once; the ISR is the last answer to a question that nobody waits for, when it is not old. */
  async sample(): Promise<GroundSample> {
    const running = await this.runningSince();
    this.underway ??= this.ask(running).finally(() => (this.underway = undefined));
    // One that hangs holds up the next looks at who runs by no more than that.
    await Promise.race([this.underway, new Promise((settle) => setTimeout(settle, ANSWER_MS))]);
    const fresh = performance.now() - this.answer.at < OLD_MS;
    return { smallestIsr: fresh ? this.answer.smallest : null, brokersRunning: running.length };
  }

  /** Who runs, and did not die in between: one that was started again at once is missing in one sample. */
  private async runningSince(): Promise<ClusterNode[]> {
    const running: ClusterNode[] = [];
    for (const node of this.brokers) {
      const pid = await node.pid();
      const before = this.pids.get(node.id);
      if (pid !== undefined && (before === undefined || before === pid)) running.push(node);
      if (pid !== undefined) this.pids.set(node.id, pid);
    }
    return running;
  }

  async close(): Promise<void> {
    await this.underway;
    await this.watch.close();
  }

  private async ask(running: readonly ClusterNode[]): Promise<void> {
    const smallest = await this.smallestIsr(running);
    this.answer = { smallest, at: performance.now() };
  }

  /** Asks one broker, the one that answered last first, and the next one when it does not answer. */
  private async smallestIsr(running: readonly ClusterNode[]): Promise<number | null> {
    const sound = running.filter(({ id }) => this.isSound(id));
    const first = sound.findIndex(({ id }) => id === this.asked);
    const inTurn = [...sound.slice(Math.max(0, first)), ...sound.slice(0, Math.max(0, first))];
    for (const node of inTurn) {
      this.asked = node.id;
      const views = await this.viewsOf(node);
      if (views !== undefined && views.length > 0) return Math.min(...views.map(({ isr }) => isr.length));
    }
    return null;
  }

  /** A broker that freezes with a question open holds the connection for longer than the freeze: another is opened. */
  private async viewsOf({ server }: ClusterNode): Promise<PartitionView[] | undefined> {
    const { watch } = this;
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<'late'>((settle) => (late = setTimeout(() => settle('late'), QUESTION_MS)));
    const views = await Promise.race([watch.partitions(server), patience]).finally(() => clearTimeout(late));
    if (views !== 'late') return views;
    void watch.close();
    this.watch = this.newWatch();
    return undefined;
  }
}
