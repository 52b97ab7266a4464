interface Sample {
  readonly moment: number;
  readonly end: bigint;
}

const MAX_SAMPLES = 256;
const FIRST_SPACING_MS = 500;

/**
 * Where the end of a partition was and when, to say how long ago a position was the end. Bounded: of a backlog that
 * grows older the samples become fewer, not shorter in time.
 */
export class EndHistory {
  private samples: Sample[] = [];
  private spacingMs = FIRST_SPACING_MS;

  /** @param moment milliseconds of a clock that only goes forward */
  saw(end: bigint, moment: number): void {
    const { samples } = this;
    const [before, last] = [samples[samples.length - 2], samples[samples.length - 1]];
    // An answer that was on its way for longer than one that came before.
    if (last !== undefined && end < last.end) return;
    const unchanged = before?.end === end;
    if (before !== undefined && (unchanged || moment - before.moment < this.spacingMs)) samples.pop();
    samples.push({ moment, end });
    if (samples.length > MAX_SAMPLES) this.thin();
  }

  /** What is behind this position is not asked for again. */
  passed(position: bigint): void {
    let oldest = 0;
    while ((this.samples[oldest + 1]?.end ?? position + 1n) <= position) oldest += 1;
    if (oldest > 0) this.samples.splice(0, oldest);
    if (this.samples.length < MAX_SAMPLES / 4) this.spacingMs = Math.max(FIRST_SPACING_MS, this.spacingMs / 2);
  }

  /** How long ago the position was the end; of a position older than all samples at least that. */
  ageOf(position: bigint, now: number): number {
    const next = this.samples.findIndex(({ end }) => end > position);
    const [before, after] = [this.samples[next - 1], this.samples[next]];
    if (after === undefined) return 0;
    if (before === undefined) return now - after.moment;
    const share = Number(position - before.end) / Number(after.end - before.end);
    return now - (before.moment + share * (after.moment - before.moment));
  }

  get size(): number {
    return this.samples.length;
  }

  private thin(): void {
    const last = this.samples.length - 1;
    this.samples = this.samples.filter((_sample, index) => index % 2 === 0 || index === last);
    this.spacingMs *= 2;
  }
}
