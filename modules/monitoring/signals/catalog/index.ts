import { brokers } from './brokers';
import type { MetricFacts, targetLabels } from './exporter';
import { kafkaExporter } from './kafka-exporter';
import { kubelet, kubeState, nodeExporter, operator, prometheus } from './kubernetes';
import { services } from './services';

/** Everything that is scraped, and of each exporter the metrics we use: a query can name no other. */
export const exporters = {
  brokers,
  'kafka-exporter': kafkaExporter,
  services,
  'node-exporter': nodeExporter,
  kubelet,
  'kube-state': kubeState,
  operator,
  prometheus,
} as const;

export type ExporterName = keyof typeof exporters;

/** What is scraped on a cluster: all of them. */
export const everyExporter: ReadonlySet<ExporterName> = new Set(Object.keys(exporters) as ExporterName[]);

/** What is scraped where there is no cluster. With compose the brokers' own metrics need a jar that Kafka's image has not. */
export const scrapedOn: Readonly<Record<'laptop' | 'compose', ReadonlySet<ExporterName>>> = {
  laptop: new Set<ExporterName>(['brokers', 'services', 'prometheus']),
  compose: new Set<ExporterName>(['kafka-exporter', 'services', 'prometheus']),
};

type All = { [E in ExporterName]: (typeof exporters)[E]['metrics'] }[ExporterName];
type Union<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer I) => void ? I : never;
type Merged = Union<All>;

/** Names of families: a histogram without `_bucket`, a summary without `_sum`. */
export type MetricName = Extract<keyof Merged, string>;

/** Labels a query may select by. */
export type LabelOf<M extends MetricName> =
  | (Merged[M] extends { readonly labels: infer L extends readonly string[] } ? L[number] : never)
  | (typeof targetLabels)[number];

/** Families of one type. */
export type OfType<T extends MetricFacts['type']> = {
  [M in MetricName]: Merged[M] extends { readonly type: T } ? M : never;
}[MetricName];

const owners = new Map<string, ExporterName>(
  (Object.keys(exporters) as ExporterName[]).flatMap((name) =>
    Object.keys(exporters[name].metrics).map((metric) => [metric, name] as const),
  ),
);

/** Who has this metric. */
export function exporterOf(metric: MetricName): ExporterName {
  const owner = owners.get(metric);
  if (owner === undefined) throw new Error(`no exporter has ${metric}`);
  return owner;
}
