import type { AgentReport } from './spec';

const EVERY_MS = 100;

export type Counted = Exclude<keyof Extract<AgentReport, { report: 'counts' }>, 'report'>;

/** Of an agent that has not reported yet. */
export const noCounts: Readonly<Record<Counted, number>> = {
  attempted: 0,
  acknowledged: 0,
  unknown: 0,
  refused: 0,
  processed: 0,
  inFlight: 0,
  answeredUpTo: 0,
};

/** An agent's counts, reported while they change. */
export class Tally {
  private readonly counts: Record<Counted, number> = { ...noCounts };
  private changed = false;
  private readonly measures = new Map<Counted, () => number>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly tell: (report: AgentReport) => void) {
    this.timer = setInterval(() => this.flush(), EVERY_MS);
    this.timer.unref();
  }

  add(counted: Counted, by = 1): void {
    this.counts[counted] += by;
    this.changed = true;
  }

  /** It is what `measure` says when it is reported, and counted by nobody. */
  measure(counted: Counted, measure: () => number): void {
    this.measures.set(counted, measure);
  }

  get inFlight(): number {
    return this.counts.inFlight;
  }

  flush(): void {
    for (const [counted, measure] of this.measures) {
      const measured = measure();
      if (measured !== this.counts[counted]) this.add(counted, measured - this.counts[counted]);
    }
    if (!this.changed) return;
    this.changed = false;
    this.tell({ report: 'counts', ...this.counts });
  }

  /** Tells the last counts. */
  end(): void {
    clearInterval(this.timer);
    this.flush();
  }
}
