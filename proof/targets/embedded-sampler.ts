import { PartitionWatch, type ClusterNode } from '../../local/kafka';
import type { GroundSample } from './embedded-options';

/** Looks at the brokers for the timeline: their processes, and the ISRs as one of them sees these. */
export class EmbeddedSampler {
  private readonly watch: PartitionWatch;
  private asked: ClusterNode | undefined;
  private underway: Promise<GroundSample> | undefined;

  /** `isSound`: a frozen broker would not answer, one that is cut off would tell of the past. */
  constructor(
    private readonly brokers: readonly ClusterNode[],
    private readonly isSound: (broker: number) => boolean,
    topics: readonly string[],
  ) {
    this.watch = new PartitionWatch(topics);
  }

  /** One at a time: whoever asks during a slow answer gets that answer. */
  sample(): Promise<GroundSample> {
    this.underway ??= this.look().finally(() => {
      this.underway = undefined;
    });
    return this.underway;
  }

  async close(): Promise<void> {
    await this.watch.close();
  }

  private async look(): Promise<GroundSample> {
    const running: ClusterNode[] = [];
    for (const node of this.brokers) if (await node.isRunning()) running.push(node);
    return { smallestIsr: await this.smallestIsr(running), brokersRunning: running.length };
  }

  private async smallestIsr(running: readonly ClusterNode[]): Promise<number | null> {
    const sound = running.filter(({ id }) => this.isSound(id));
    const last = this.asked;
    this.asked = last !== undefined && sound.includes(last) ? last : sound[0];
    if (this.asked === undefined) return null;
    const views = await this.watch.partitions(this.asked.server);
    if (views !== undefined && views.length > 0) return Math.min(...views.map(({ isr }) => isr.length));
    // Another one at the next question: this one may hang for a reason that is not known here.
    this.asked = sound[(sound.indexOf(this.asked) + 1) % sound.length];
    return null;
  }
}
