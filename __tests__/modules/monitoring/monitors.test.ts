import { dashboardsFor } from '../../../modules/monitoring/dashboards';
import { everyExporter } from '../../../modules/monitoring/signals/catalog';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { PodMonitor } from '../../../modules/kubernetes/generated/prometheus-operator';
import { keyOf, labelsOf, type KubernetesObject } from '../../../modules/kubernetes/object';
import { monitorObjects } from '../../../modules/monitoring/monitors';
import { podMonitors } from '../../../modules/monitoring/pod-monitors';

const lagging = { scaling: { metric: 'consumer-lag', target: 1000, maxReplicas: 3 } } as const;
const isA =
  <T extends KubernetesObject>(kind: string) =>
  (object: KubernetesObject): object is T =>
    object.kind === kind;
const policies = (services: Parameters<typeof monitorObjects>[0]['services']): NetworkPolicy[] =>
  monitorObjects({ services }).filter(isA<NetworkPolicy>('NetworkPolicy'));

/** Labels and ports that Strimzi 1.2 gives its pods. */
const pods = [
  [
    'millrace/PodMonitor/kafka',
    { 'strimzi.io/cluster': 'millrace', 'strimzi.io/component-type': 'kafka' },
    'tcp-prometheus',
  ],
  [
    'millrace/PodMonitor/kafka-exporter',
    { 'strimzi.io/cluster': 'millrace', 'strimzi.io/component-type': 'kafka-exporter' },
    'tcp-prometheus',
  ],
  [
    'millrace/PodMonitor/entity-operator',
    { 'strimzi.io/cluster': 'millrace', 'strimzi.io/component-type': 'entity-operator' },
    'healthcheck',
  ],
  ['strimzi/PodMonitor/cluster-operator', { 'strimzi.io/kind': 'cluster-operator' }, 'http'],
  ['millrace/PodMonitor/services', labelsOf({ name: 'producer', component: 'service' }), 'http'],
] as const;

const selects = (monitor: PodMonitor, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(monitor.spec.selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);

describe('the pod monitors', () => {
  it.each(pods)('%s selects the pods that it is for, by their port, and no others', (key, labels, port) => {
    const selecting = podMonitors().filter((monitor) => selects(monitor, labels));
    expect(selecting.map(keyOf)).toEqual([key]);
    const [{ spec }] = selecting as [PodMonitor];
    expect(spec.podMetricsEndpoints).toHaveLength(1);
    expect(spec.podMetricsEndpoints?.[0]).toMatchObject({ port, path: '/metrics' });
    expect(spec.namespaceSelector).toBeUndefined();
  });

  it('have no pod of theirs that is not among those tried here', () => {
    expect(podMonitors().map(keyOf)).toEqual(pods.map(([key]) => key));
  });

  it('say the node of every pod, and of Strimzi’s what its dashboards read', () => {
    for (const monitor of podMonitors()) {
      const relabelings = monitor.spec.podMetricsEndpoints?.[0]?.relabelings ?? [];
      const targets = relabelings.map(({ targetLabel, action }) => targetLabel ?? action);
      expect(targets).toContain('node');
      if (monitor.metadata.name === 'services') expect(targets).toContain('service');
      else expect(targets).toEqual(['node', 'labelmap', 'namespace', 'kubernetes_pod_name', 'node_name', 'node_ip']);
    }
  });
});

describe('the objects of the release monitors', () => {
  it('let in nobody from outside of the namespace', () => {
    expect(policies([{}]).map(({ spec }) => spec)).toEqual([
      { podSelector: { matchLabels: {} }, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] },
    ]);
  });

  it('open the adapter’s port to the API server when a service scales on its lag', () => {
    const [, adapter] = policies([{}, lagging]);
    expect(adapter?.spec).toMatchObject({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus-adapter' } },
      ingress: [{ ports: [{ port: 6443 }] }],
    });
  });

  it('carry rules and dashboards that they are given', () => {
    const rule = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'kafka', namespace: 'monitoring' },
      spec: {},
    } as const;
    const [overview, ...others] = dashboardsFor({ services: [], exporters: everyExporter });
    const objects = monitorObjects({ services: [], rules: [rule], dashboards: overview ? [overview] : others });
    expect(objects).toContain(rule);
    expect(objects.find(({ kind }) => kind === 'ConfigMap')).toMatchObject({
      metadata: { name: 'dashboard-overview', namespace: 'monitoring', labels: { grafana_dashboard: '1' } },
      data: { 'overview.json': JSON.stringify(overview?.model) },
    });
  });

  it('have each a key of its own and the standard labels', () => {
    const objects = monitorObjects({ services: [lagging] });
    expect(new Set(objects.map(keyOf)).size).toBe(objects.length);
    for (const { metadata } of objects) {
      expect(metadata?.labels).toMatchObject({ 'app.kubernetes.io/component': 'monitoring' });
    }
  });
});
