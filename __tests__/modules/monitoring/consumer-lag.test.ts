import { adapterChart, adapterValues, consumerLag, scalesOnLag } from '../../../modules/monitoring/consumer-lag';

interface AdapterValues {
  readonly image: { readonly repository: string };
  readonly prometheus: { readonly url: string; readonly port: string };
  readonly rules: { readonly default: boolean; readonly external: readonly Record<string, unknown>[] };
}
const values = (mirror?: string): AdapterValues =>
  adapterValues(mirror === undefined ? {} : { mirror }) as AdapterValues;

describe('the adapter for consumer lag', () => {
  it('is wanted by a service that scales on lag, and by no other', () => {
    const scaling = { maxReplicas: 3, target: 70 } as const;
    expect(scalesOnLag([{}, { scaling: { ...scaling, metric: 'cpu' } }])).toBe(false);
    expect(scalesOnLag([{}, { scaling: { ...scaling, metric: 'consumer-lag' } }])).toBe(true);
  });

  it('offers the groups’ lag in their namespace, and nothing else', () => {
    const { rules } = values();
    expect(rules.default).toBe(false);
    expect(rules.external).toHaveLength(1);
    expect(rules.external[0]).toMatchObject({
      name: { as: consumerLag.metric },
      resources: { overrides: { namespace: { resource: 'namespace' } } },
    });
  });

  it('counts a partition once while two exporters report it', () => {
    expect(values().rules.external[0]?.['metricsQuery']).toBe(
      'sum by (consumergroup) (max by (consumergroup, topic, partition) (clamp_min(<<.Series>>{<<.LabelMatchers>>}, 0)))',
    );
  });

  it('asks the Prometheus of this release, at the port that its address has', () => {
    expect(values().prometheus).toEqual({ url: 'http://monitoring-prometheus.monitoring.svc:9090', port: '' });
  });

  it('is pulled through the mirror, in a pinned version', () => {
    const image = 'registry.k8s.io/prometheus-adapter/prometheus-adapter';
    expect(values().image.repository).toBe(image);
    expect(values('mirror.example.com').image.repository).toBe(`mirror.example.com/${image}`);
    expect(adapterChart.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
