import { LabelTree, type Labels } from './label-tree';
import { register, type Exemplar, type Figure, type RegisteredMetric } from './registered';
import type { TallyOptions } from './tally';

export interface DurationHistogramOptions<L extends string> extends TallyOptions<L> {
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
}

interface Series {
  /** One more than bounds: the last is for what is above all of them. */
  readonly counts: number[];
  readonly exemplars: (Exemplar | undefined)[];
  sum: number;
}

/** A histogram of seconds, as cheap as `Tally` is, whose buckets each point at the last trace that fell into them. */
export class DurationHistogram<L extends string> implements RegisteredMetric {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly name: string;
  readonly help: string;
  private readonly bounds: readonly number[];
  private readonly tree: LabelTree<L, Series>;

  constructor({ name, help, labelNames, buckets, registry }: DurationHistogramOptions<L>) {
    this.name = name;
    this.help = help;
    this.bounds = buckets;
    const places = buckets.length + 1;
    this.tree = new LabelTree(labelNames, () => ({
      counts: Array.from({ length: places }, () => 0),
      exemplars: Array.from({ length: places }, () => undefined),
      sum: 0,
    }));
    register(registry, this);
  }

  /** @param exemplar labels of a trace that can be looked up. @default - the bucket keeps the one it has */
  observe(labels: Labels<L>, seconds: number, exemplar?: Readonly<Record<string, string>>): void {
    const { bounds } = this;
    const series = this.tree.series(labels);
    let place = 0;
    while (place < bounds.length && seconds > (bounds[place] as number)) place += 1;
    series.counts[place] = (series.counts[place] as number) + 1;
    series.sum += seconds;
    if (exemplar === undefined) return;
    series.exemplars[place] = { labelSet: exemplar, value: seconds, timestamp: Date.now() / 1_000 };
  }

  get(): ReturnType<RegisteredMetric['get']> {
    const { name, help, type, aggregator } = this;
    const values = this.tree.all().flatMap(({ labels, series }) => this.figures(labels, series));
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  private figures(labels: Labels<L>, { counts, exemplars, sum }: Series): Figure[] {
    let count = 0;
    const buckets = counts.map((own, place) => {
      count += own;
      const le = this.bounds[place] ?? '+Inf';
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: count, exemplar: exemplars[place] };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}
