/** Bursts are at most what this time allows: after a stall there is no flood. */
const BURST_MS = 100;

/** How many messages may begin by now, at so many a second. Its clock does not jump with `Date`. */
export class Pace {
  private allowed = 0;
  private last: number;

  constructor(
    private readonly rate: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.last = now();
  }

  /** Takes as many as are due, and no more than `limit`. */
  take(limit: number): number {
    const now = this.now();
    // One more, for the part of a message that is left over each time.
    const most = (this.rate * BURST_MS) / 1_000 + 1;
    this.allowed = Math.min(most, this.allowed + ((now - this.last) * this.rate) / 1_000);
    this.last = now;
    const taken = Math.max(0, Math.min(Math.floor(this.allowed), limit));
    this.allowed -= taken;
    return taken;
  }

  /** What was taken and not used. */
  putBack(count: number): void {
    this.allowed += count;
  }
}
