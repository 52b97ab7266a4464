/** Why the spans of a fragment are exported although nobody had chosen its trace. */
export type KeepReason = 'error' | 'slow';

/** What became of fragments that nobody had chosen, for metrics. */
export interface FragmentObserver {
  /** `refused`: worth keeping, but more such came than are kept in that time. */
  onFragment(outcome: KeepReason | 'refused'): void;
  /** Spans of a kept fragment that were let go, since it had more than are held. */
  onSpansDropped(count: number): void;
}

/** What is known of a span that has ended and is not exported yet. */
export interface EndedSpan {
  exportNow(): void;
}

/** How many fragments are kept: in an outage every request fails, and each of them tells the same. */
export class KeepBudget {
  private left: number;
  private filledAt: number;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly now: () => number,
  ) {
    this.left = burst;
    this.filledAt = now();
  }

  take(): boolean {
    const now = this.now();
    this.left = Math.min(this.burst, this.left + ((now - this.filledAt) / 1_000) * this.perSecond);
    this.filledAt = now;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}

export const MAX_HELD_SPANS = 256;

/**
 * The spans of one trace in this process, from the one that came first. They are held until that one ends, and are
 * exported when any of them fails or is slow. Only spans refer to a fragment: one that is never ended is forgotten with
 * them, so that nothing has to look for old ones.
 */
export class Fragment {
  /** None as long as there is only the root: most have no more. */
  private held: EndedSpan[] | undefined;
  private dropped = 0;
  private outcome: 'open' | 'kept' | 'refused';
  private rootEnded = false;

  /** @param chosen that all of it is exported, whatever comes */
  constructor(
    private readonly budget: KeepBudget,
    private readonly observer: FragmentObserver,
    chosen: boolean,
  ) {
    this.outcome = chosen ? 'kept' : 'open';
  }

  get kept(): boolean {
    return this.outcome === 'kept';
  }

  /** From here on all of its spans are exported, if there is room for one more fragment. */
  keep(reason: KeepReason): void {
    if (this.outcome !== 'open') return;
    this.outcome = this.budget.take() ? 'kept' : 'refused';
    this.observer.onFragment(this.kept ? reason : 'refused');
    const { held = [], dropped } = this;
    this.held = undefined;
    if (!this.kept) return;
    if (dropped > 0) this.observer.onSpansDropped(dropped);
    for (const span of held) span.exportNow();
  }

  ended(span: EndedSpan, isRoot: boolean): void {
    if (this.kept) return span.exportNow();
    if (isRoot) {
      this.rootEnded = true;
      this.held = undefined;
    }
    if (this.rootEnded || this.outcome === 'refused') return;
    // The oldest goes: its place is the newest's, in a ring.
    const held = (this.held ??= []);
    if (held.length < MAX_HELD_SPANS) held.push(span);
    else held[this.dropped++ % MAX_HELD_SPANS] = span;
  }
}
