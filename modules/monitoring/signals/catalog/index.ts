import type { ClusterPlatform } from '../../../../model/environment';
import { brokers } from './brokers';
import type { MetricFacts, targetLabels } from './exporter';
import { kafkaExporter } from './kafka-exporter';
import { kubelet, kubeState, nodeExporter, operator, prometheus } from './kubernetes';
import { services } from './services';
import { collectors, logAgents, loki, traceCollector } from './telemetry';

/** Everything that is scraped, and of each exporter the metrics we use: a query can name no other. */
export const exporters = {
  brokers,
  'kafka-exporter': kafkaExporter,
  services,
  'node-exporter': nodeExporter,
  kubelet,
  'kube-state': kubeState,
  operator,
  collectors,
  'log-agents': logAgents,
  loki,
  'trace-collector': traceCollector,
  prometheus,
} as const;

export type ExporterName = keyof typeof exporters;

/** What is scraped on a cluster that keeps its logs and traces: all of them. */
export const everyExporter: ReadonlySet<ExporterName> = new Set(Object.keys(exporters) as ExporterName[]);

const without = (absent: readonly ExporterName[]): ReadonlySet<ExporterName> =>
  new Set([...everyExporter].filter((exporter) => !absent.includes(exporter)));

/** What is scraped on a cluster, as far as it keeps logs and traces. */
export function scrapedOnCluster({
  logs,
  traces,
}: Pick<ClusterPlatform, 'logs' | 'traces'>): ReadonlySet<ExporterName> {
  const noLogs = logs === 'none' ? (['log-agents', 'loki'] as const) : [];
  const noTraces = traces === 'none' ? (['trace-collector'] as const) : [];
  const neither = logs === 'none' && traces === 'none' ? (['collectors'] as const) : [];
  return without([...noLogs, ...noTraces, ...neither]);
}

/** Where there is no cluster. */
export type SmallPlace = 'laptop' | 'compose';

const noCluster = {
  'node-exporter': 'it watches the nodes of a cluster',
  kubelet: 'there is no Kubernetes',
  'kube-state': 'there is no Kubernetes',
  operator: 'there is no Strimzi',
} as const satisfies Partial<Record<ExporterName, string>>;

const stayWithin = 'logs and traces stay with the processes';
const notWatched = 'the containers of the profiles for logs and traces are not scraped';

/** What is not scraped where there is no cluster, and why. */
export const notScrapedOn: Readonly<Record<SmallPlace, Readonly<Partial<Record<ExporterName, string>>>>> = {
  laptop: {
    ...noCluster,
    'kafka-exporter': 'it is published as an image and on GitHub alone, and nothing of either is needed here',
    collectors: stayWithin,
    'log-agents': stayWithin,
    loki: stayWithin,
    'trace-collector': stayWithin,
  },
  compose: {
    ...noCluster,
    brokers: 'their metrics need a jar that Kafka’s image has not',
    collectors: notWatched,
    'log-agents': notWatched,
    loki: notWatched,
    'trace-collector': notWatched,
  },
};

const scrapedIn = (place: SmallPlace): ReadonlySet<ExporterName> =>
  without(Object.keys(notScrapedOn[place]) as ExporterName[]);

/** What is scraped where there is no cluster. */
export const scrapedOn: Readonly<Record<SmallPlace, ReadonlySet<ExporterName>>> = {
  laptop: scrapedIn('laptop'),
  compose: scrapedIn('compose'),
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
