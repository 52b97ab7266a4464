/** What a metric's `# TYPE` line says. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'info';

export interface MetricFacts {
  readonly type: MetricType;
  /** Of the exporter; those of the target (`targetLabels`) come on top. */
  readonly labels: readonly string[];
}

/** Something that is scraped: the metrics of it that we use, and no others. */
export interface ExporterFacts {
  readonly title: string;
  readonly metrics: Readonly<Record<string, MetricFacts>>;
}

/** Labels that every scrape configuration of ours gives a target, whatever scrapes it. */
export const targetLabels = ['job', 'instance', 'namespace', 'pod', 'service', 'node'] as const;

export const counter = <const L extends readonly string[]>(...labels: L) => ({ type: 'counter', labels }) as const;
export const gauge = <const L extends readonly string[]>(...labels: L) => ({ type: 'gauge', labels }) as const;
export const histogram = <const L extends readonly string[]>(...labels: L) => ({ type: 'histogram', labels }) as const;
export const summary = <const L extends readonly string[]>(...labels: L) => ({ type: 'summary', labels }) as const;
