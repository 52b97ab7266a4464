import type { InputSeries, Labels, Situation } from './situation';
import { seriesName, STEP_SECONDS } from './situation';

/** Test code: everything that Prometheus sees of a platform, minute by minute, and what happens to it. */

const stepsPerMinute = 60 / STEP_SECONDS;
type Samples = (number | undefined)[];

interface Track {
  readonly metric: string;
  readonly labels: Labels;
  readonly samples: Samples;
}

export interface Span {
  readonly from: number;
  readonly minutes: number;
}

/** Which tracks something happens to: those of a metric, or of a target, that carry these labels. */
export type Selection = Labels;

/** Tracks of one length, all of a well platform to begin with. */
export class PlatformTimeline {
  private readonly tracks: Track[] = [];

  constructor(readonly minutes: number) {}

  get metrics(): ReadonlySet<string> {
    return new Set(this.tracks.map(({ metric }) => metric));
  }

  gauge(metric: string, labels: Labels, value: number): void {
    this.tracks.push({ metric, labels, samples: Array.from({ length: this.steps }, () => value) });
  }

  counter(metric: string, labels: Labels, byStep: number): void {
    this.tracks.push({ metric, labels, samples: Array.from({ length: this.steps }, (_, step) => step * byStep) });
  }

  /** Another value for a while. */
  set(metric: string, value: number, span: Span, selection: Selection = {}): void {
    this.during(span, selection, metric, (samples, step) => (samples[step] = value));
  }

  /** A counter that moves otherwise for a while; what comes after goes on from there. */
  pace(metric: string, byStep: number, { from, minutes }: Span, selection: Selection = {}): void {
    for (const { samples } of this.selected(selection, metric)) {
      const [first, end] = [from * stepsPerMinute, Math.min(this.steps, (from + minutes) * stepsPerMinute)];
      const usual = (samples[first] ?? 0) - (samples[first - 1] ?? 0);
      for (let step = first; step < this.steps; step += 1) {
        const before = samples[step - 1];
        if (samples[step] !== undefined && before !== undefined) samples[step] = before + (step < end ? byStep : usual);
      }
    }
  }

  /** A target that is away: nothing of it is scraped, its counters begin anew, and Prometheus says that it is down. */
  down(pod: string, span: Span, { discovered = true }: { readonly discovered?: boolean } = {}): void {
    this.during(span, { pod }, undefined, (samples, step) => (samples[step] = undefined));
    const back = (span.from + span.minutes) * stepsPerMinute;
    for (const { metric, samples } of this.selected({ pod })) {
      const begin = samples[back];
      if (!/(_total|_count|_sum|_bucket)$/.test(metric) || begin === undefined) continue;
      for (let step = back; step < this.steps; step += 1) samples[step] = (samples[step] ?? 0) - begin;
    }
    if (discovered) this.set('up', 0, span, { pod });
  }

  /** A target that comes into being, or ceases to be. */
  from(minute: number, selection: Selection): void {
    this.during({ from: 0, minutes: minute }, selection, undefined, (samples, step) => (samples[step] = undefined));
  }
  until(minute: number, selection: Selection): void {
    const span = { from: minute, minutes: this.minutes - minute };
    this.during(span, selection, undefined, (samples, step) => (samples[step] = undefined));
  }

  situation(): Situation {
    const input = this.tracks.map(({ metric, labels, samples }): InputSeries => ({
      series: seriesName(metric, labels),
      values: samples.map((sample) => (sample === undefined ? '_' : String(sample))).join(' '),
    }));
    return { minutes: this.minutes, input };
  }

  private get steps(): number {
    return this.minutes * stepsPerMinute;
  }

  private selected(selection: Selection, metric?: string): readonly Track[] {
    const found = this.tracks.filter(
      (track) =>
        (metric === undefined || track.metric === metric) &&
        Object.entries(selection).every(([name, value]) => track.labels[name] === value),
    );
    // A misspelt name would make every scenario quiet.
    if (found.length === 0) throw new Error(`nothing is ${metric ?? 'scraped'} ${JSON.stringify(selection)}`);
    return found;
  }

  private during(
    { from, minutes }: Span,
    selection: Selection,
    metric: string | undefined,
    change: (samples: Samples, step: number) => void,
  ): void {
    const end = Math.min(this.steps, (from + minutes) * stepsPerMinute);
    for (const { samples } of this.selected(selection, metric)) {
      for (let step = from * stepsPerMinute; step < end; step += 1) change(samples, step);
    }
  }
}
