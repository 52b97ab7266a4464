import { setTimeout as pause } from 'node:timers/promises';
import type { BrokerView } from '../../plain/broker-views';
import type { Probe } from './probe';

const EVERY_MS = 250;
/** To connect, and again to be answered. Who needs longer counts as one that is not there. */
const PATIENCE_MS = 1_500;

export interface ClusterSample {
  /** The smallest ISR that any broker knows of; null when nobody answered. */
  readonly smallestIsr: number | null;
  /** Brokers that answer. */
  readonly brokersRunning: number;
}

/**
 * Looks at each broker on its own, so that who is gone holds up nobody's sample. Whether a pod is Ready would be older news:
 * of a machine without power the API says so for another half a minute.
 */
export class BrokerWatch {
  private readonly latest = new Map<number, BrokerView | undefined>();
  private looking: Promise<unknown> | undefined;
  private ending = false;

  constructor(
    private readonly probe: Probe,
    private readonly brokers: readonly number[],
    /** Whose ISR is looked at, asked anew each time. */
    private readonly topics: () => readonly string[],
  ) {}

  /** Begins at the first call, which waits until every broker was looked at. Never rejects. */
  async sample(): Promise<ClusterSample> {
    this.looking ??= Promise.all(this.brokers.map((broker) => this.look(broker)));
    const deadline = Date.now() + 3 * PATIENCE_MS;
    while (this.latest.size < this.brokers.length && Date.now() < deadline) await pause(EVERY_MS / 5);
    const views = [...this.latest.values()].flatMap((view) => view ?? []);
    // The one that knows of the fewest: after a kill it is the first to have heard of it.
    const sizes = views.flatMap(({ partitions }) => partitions.map(({ isr }) => isr.length));
    return { smallestIsr: sizes.length === 0 ? null : Math.min(...sizes), brokersRunning: views.length };
  }

  async end(): Promise<void> {
    this.ending = true;
    await this.looking;
  }

  private async look(broker: number): Promise<void> {
    while (!this.ending) {
      const asked = { brokers: [broker], topics: this.topics(), patienceMs: PATIENCE_MS };
      // A probe that failed says nothing of the broker.
      const views = await this.probe.ask('views', asked).catch(() => undefined);
      if (views !== undefined) this.latest.set(broker, views[0] ?? undefined);
      await pause(EVERY_MS);
    }
  }
}
