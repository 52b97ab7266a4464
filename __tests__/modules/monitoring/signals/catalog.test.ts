import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectorValues } from '../../../../modules/logging/collector-chart';
import { lokiMonitor } from '../../../../modules/logging/monitor';
import { everyExporter, exporters, notScrapedOn, scrapedOn } from '../../../../modules/monitoring/signals/catalog';
import type { MetricFacts } from '../../../../modules/monitoring/signals/catalog/exporter';
import {
  createMetrics,
  observeConnectivity,
  observeConsumer,
  observeProducer,
} from '../../../../services/shared/metrics';

/** What prom-client keeps of a metric and its types do not name, and where our own kinds of metric keep it. */
interface Registered {
  readonly name: string;
  readonly labelNames?: readonly string[];
  readonly tree?: { readonly names: readonly string[] };
}

/** The registry of a service that produces and consumes. */
async function registered(): Promise<ReadonlyMap<string, MetricFacts>> {
  const { registry } = createMetrics();
  const nothing = { stop: () => Promise.resolve(), close: () => Promise.resolve() };
  observeConnectivity(registry, { ...nothing, connected: true });
  const producer = {
    ...nothing,
    send: () => Promise.reject(new Error('sends nothing')),
    load: () => ({ queuedRecords: 0, queuedBytes: 0, inFlight: 0 }),
  };
  observeProducer(registry, producer, 1);
  observeConsumer(registry, {
    ...nothing,
    start: () => Promise.resolve(),
    pause: () => undefined,
    resume: () => undefined,
    paused: false,
    assignment: () => [],
    lag: () => [],
  });
  const types = new Map((await registry.getMetricsAsJSON()).map(({ name, type }) => [name, String(type)]));
  const metrics = registry.getMetricsAsArray() as unknown as readonly Registered[];
  return new Map(
    metrics.map(({ name, labelNames, tree }) => [
      name,
      { type: types.get(name) as MetricFacts['type'], labels: [...(labelNames ?? tree?.names ?? [])] },
    ]),
  );
}

/** Types and labels on a page of metrics that was saved from the real thing. */
function scrapedFrom(page: string): ReadonlyMap<string, MetricFacts> {
  const text = readFileSync(join(__dirname, 'scraped', `${page}.txt`), 'utf8');
  const labelsOf = (name: string): string[] => {
    const [, labels = ''] = new RegExp(`^${name}[{](.*)[}] `, 'm').exec(text) ?? [];
    return [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label).sort();
  };
  return new Map(
    [...text.matchAll(/^# TYPE (\w+) (counter|gauge)$/gm)].map(([, name = '', type]) => [
      name,
      { type: type as MetricFacts['type'], labels: labelsOf(name) },
    ]),
  );
}

describe('the catalog', () => {
  it('says of the services’ metrics what the services’ registry says', async () => {
    const own = await registered();
    const catalogued = Object.entries<MetricFacts>(exporters.services.metrics);
    expect(Object.fromEntries(catalogued.map(([name]) => [name, own.get(name)]))).toEqual(exporters.services.metrics);
  });

  it('has of Loki and the Collectors what real ones have said', () => {
    const { collectors, loki, 'log-agents': agents, 'trace-collector': traces } = exporters;
    const catalogued: Readonly<Record<string, MetricFacts>> = {
      ...collectors.metrics,
      ...agents.metrics,
      ...traces.metrics,
      ...loki.metrics,
    };
    const real = new Map([...scrapedFrom('open-telemetry-collector'), ...scrapedFrom('loki')]);
    expect(Object.fromEntries(Object.keys(catalogued).map((name) => [name, real.get(name)]))).toEqual(
      Object.fromEntries(
        Object.entries(catalogued).map(([name, { type, labels }]) => [name, { type, labels: [...labels].sort() }]),
      ),
    );
  });

  it('has of Loki and the Collectors what their monitors keep', () => {
    const keptBy = (monitor: object): RegExp => {
      const { regex } = /"regex":(?<regex>"(?:[^"\\]|\\.)*"),"action":"keep"/.exec(JSON.stringify(monitor))!.groups!;
      return new RegExp(`^(?:${JSON.parse(regex!) as string})$`);
    };
    const { collectors, loki, 'log-agents': agents, 'trace-collector': traces } = exporters;
    const dropped = (metrics: object, kept: RegExp) => Object.keys(metrics).filter((name) => !kept.test(name));
    expect(dropped(loki.metrics, keptBy(lokiMonitor()))).toEqual([]);
    const ofCollectors = { ...collectors.metrics, ...agents.metrics, ...traces.metrics };
    expect(dropped(ofCollectors, keptBy(collectorValues('any', undefined)))).toEqual([]);
    expect(dropped({ go_goroutines: 1 }, keptBy(lokiMonitor()))).toEqual(['go_goroutines']);
  });

  it.each(['laptop', 'compose'] as const)('says of each exporter that is not on %s why', (place) => {
    const reasons = Object.keys(notScrapedOn[place]);
    expect([...scrapedOn[place], ...reasons].sort()).toEqual([...everyExporter].sort());
    for (const reason of Object.values(notScrapedOn[place])) expect(reason).toMatch(/^\S.+[^.]$/);
  });

  it('has no metric of two exporters', () => {
    const names = Object.values(exporters).flatMap(({ metrics }) => Object.keys(metrics));
    expect(new Set(names).size).toBe(names.length);
  });

  it('has a quantile among the labels of Kafka’s summaries, and none of another type', () => {
    for (const [name, { type, labels }] of Object.entries<MetricFacts>(exporters.brokers.metrics)) {
      const quantiles = type === 'summary' && name.startsWith('kafka_');
      expect([name, labels.includes('quantile')]).toEqual([name, quantiles]);
    }
  });
});
