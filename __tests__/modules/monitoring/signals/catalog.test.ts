import { exporters } from '../../../../modules/monitoring/signals/catalog';
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

describe('the catalog', () => {
  it('says of the services’ metrics what the services’ registry says', async () => {
    const own = await registered();
    const catalogued = Object.entries<MetricFacts>(exporters.services.metrics);
    expect(Object.fromEntries(catalogued.map(([name]) => [name, own.get(name)]))).toEqual(exporters.services.metrics);
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
