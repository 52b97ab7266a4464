import { createHistogram } from 'node:perf_hooks';
import type { Figures } from '../figures';

/** One hour, in microseconds; what takes longer counts as this. */
const MAX_US = 3_600_000_000;

/** Latencies in an HDR histogram of node's: microseconds, three digits. */
export class LatencyHistogram {
  private readonly histogram = createHistogram({ lowest: 1, highest: MAX_US, figures: 3 });
  private count = 0;

  record(ms: number): void {
    this.count += 1;
    this.histogram.record(Math.min(MAX_US, Math.max(1, Math.round(ms * 1000))));
  }

  /** @returns nothing when nothing was recorded: no number is better than a wrong one */
  figures(): Pick<Figures, 'p50Ms' | 'p99Ms' | 'p999Ms' | 'maxMs'> {
    if (this.count === 0) return {};
    const at = (percentile: number): number => this.histogram.percentile(percentile) / 1000;
    return { p50Ms: at(50), p99Ms: at(99), p999Ms: at(99.9), maxMs: this.histogram.max / 1000 };
  }
}
