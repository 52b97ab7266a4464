import type { PrometheusApi, Sample } from '../../../local/observability/prometheus-api';
import { exporters } from '../../../modules/monitoring/signals/catalog';
import { targetLabels, type MetricFacts } from '../../../modules/monitoring/signals/catalog/exporter';
import { scraped } from './answers';

/** Metrics of a scraped exporter that nobody exposes here, with the reason. */
export const unexposed: Readonly<Record<string, string>> = {
  alertmanager_notifications_failed_total: 'no Alertmanager runs here',
};

/** What Prometheus makes itself has no type. */
const untyped: ReadonlySet<string> = new Set(['up']);

/** Beside the exporter's own. */
const added: ReadonlySet<string> = new Set([...targetLabels, '__name__', 'le']);

/** What a metric's series are called: a histogram has buckets, a summary without quantiles only a count and a sum. */
function seriesName(name: string, { type, labels }: MetricFacts): string {
  if (type === 'histogram') return `${name}_bucket`;
  return type === 'summary' && !labels.includes('quantile') ? `${name}_count` : name;
}

export interface LiveMetric {
  readonly name: string;
  readonly catalogued: MetricFacts;
  /** As Prometheus has it now; no types and no labels of what it never saw. */
  readonly live: { readonly types: readonly string[]; readonly labels: readonly string[] };
}

/** Each metric of the catalog that can be here, beside what Prometheus has of it. */
export async function liveMetrics(
  prometheus: PrometheusApi,
  series: readonly Sample['labels'][],
): Promise<LiveMetric[]> {
  const types = await prometheus.types();
  const labelsOf = new Map<string, Set<string>>();
  for (const labels of series) {
    const name = labels['__name__'] ?? '';
    const known = labelsOf.get(name) ?? new Set();
    for (const label of Object.keys(labels)) if (!added.has(label)) known.add(label);
    labelsOf.set(name, known);
  }
  return [...scraped].flatMap((exporter) =>
    Object.entries<MetricFacts>(exporters[exporter].metrics)
      .filter(([name]) => !(name in unexposed))
      .map(([name, catalogued]) => ({
        name,
        catalogued,
        live: {
          // OpenMetrics calls a counter's family by its name without `_total`.
          types: untyped.has(name)
            ? [catalogued.type]
            : [...new Set(types.get(name) ?? types.get(name.replace(/_total$/, '')) ?? [])],
          labels: [...(labelsOf.get(seriesName(name, catalogued)) ?? ['never seen'])],
        },
      })),
  );
}
