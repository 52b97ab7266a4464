import { platformPods } from '../../../model/platform-pods';
import { Duration, Size } from '../../../model/units';
import { chartValues } from '../../../modules/monitoring/chart-values';
import type { MonitoringSettings } from '../../../modules/monitoring/settings';
import { adapterValues } from '../../../modules/monitoring/consumer-lag';

type Tree = { readonly [key: string]: Tree };

const settings: MonitoringSettings = {
  environment: 'minikube',
  storage: { kind: 'ephemeral', size: Size.gibibytes(4) },
};
const values = (changes: Partial<MonitoringSettings> = {}): Tree =>
  JSON.parse(JSON.stringify(chartValues({ ...settings, ...changes }))) as Tree;

/** Each member called so, with the path that leads to it. */
function every(key: string, tree: unknown, path: readonly string[] = []): { path: string; value: unknown }[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, value]) => [
    ...(name === key ? [{ path: [...path, name].join('.'), value: value as unknown }] : []),
    ...every(key, value, [...path, name]),
  ]);
}

/** Everything that is no object or list, with the path that leads to it. */
const leavesOf = (tree: unknown, path: readonly string[] = []): { path: readonly string[]; value: unknown }[] =>
  typeof tree !== 'object' || tree === null
    ? [{ path, value: tree }]
    : Object.entries(tree).flatMap(([name, value]) => leavesOf(value, [...path, name]));

const mebibytes = (quantity: unknown): number => Number(/^(\d+)Mi$/.exec(String(quantity))?.[1]);
const millicores = (quantity: unknown): number => Number(/^(\d+)m$/.exec(String(quantity))?.[1]);

describe('the values of kube-prometheus-stack', () => {
  it('leave the CRDs to their own release and make no webhook', () => {
    const { crds, prometheusOperator } = values();
    expect(crds).toEqual({ enabled: false });
    expect(prometheusOperator).toMatchObject({ admissionWebhooks: { enabled: false }, tls: { enabled: false } });
  });

  it('select monitors and rules of all namespaces, whatever their labels', () => {
    const spec = values()['prometheus']!['prometheusSpec']!;
    for (const kind of ['podMonitor', 'serviceMonitor', 'rule', 'probe', 'scrapeConfig']) {
      expect(spec[`${kind}SelectorNilUsesHelmValues`]).toBe(false);
      expect(spec[`${kind}Selector`]).toEqual({});
      expect(spec[`${kind}NamespaceSelector`]).toEqual({});
    }
  });

  it('say no password, token or other secret, and leave Grafana’s to its chart', () => {
    // Names of fields and of files are no secrets; whether a token is mounted is neither.
    const named = /password|passwd|token|secret|credential|api_?key/i;
    const said = leavesOf(values({ mirror: 'registry.example.com', systemComponents: ['etcd'] })).filter(
      ({ path, value }) => named.test(path.join('.')) && typeof value === 'string' && value !== '',
    );
    // A path in the pod, where the kubelet puts the token of Prometheus' own account.
    expect(new Set(said.map(({ value }) => value))).toEqual(
      new Set(['/var/run/secrets/kubernetes.io/serviceaccount/token']),
    );
    expect(new Set(said.map(({ path }) => path.at(-1)))).toEqual(new Set(['credentials_file']));
    expect(every('adminPassword', values())).toEqual([{ path: 'grafana.adminPassword', value: '' }]);
  });

  it('let Grafana read ConfigMaps and Secrets of its own namespace only, and kube-state-metrics no Secret', () => {
    expect(values()['grafana']).toMatchObject({
      rbac: { namespaced: true },
      sidecar: { dashboards: { searchNamespace: 'monitoring' } },
    });
    expect(values()['kube-state-metrics']!['collectors']).not.toContain('secrets');
  });

  it('make nothing in kube-system that a destroy would leave behind', () => {
    expect(values()['prometheusOperator']!['kubeletService']).toEqual({ enabled: false });
    expect(values()['kubelet']!['serviceMonitor']).toEqual({ enabled: false });
  });

  it('scrape the kubelets by the job and path that the chart’s rules read', () => {
    const configs = values()['prometheus']!['prometheusSpec']!['additionalScrapeConfigs'] as unknown as {
      job_name: string;
      metrics_path: string;
      relabel_configs: object[];
    }[];
    expect(configs.map(({ metrics_path }) => metrics_path)).toEqual([
      '/metrics',
      '/metrics/cadvisor',
      '/metrics/probes',
    ]);
    expect(new Set(configs.map(({ job_name }) => job_name)).size).toBe(3);
    for (const { metrics_path, relabel_configs } of configs) {
      expect(relabel_configs).toContainEqual({ target_label: 'job', replacement: 'kubelet' });
      expect(relabel_configs).toContainEqual({ target_label: 'metrics_path', replacement: metrics_path });
    }
  });

  it('drop no series of cAdvisor that a rule or dashboard of the chart reads', () => {
    const [, cadvisor] = values()['prometheus']!['prometheusSpec']!['additionalScrapeConfigs'] as unknown as {
      metric_relabel_configs: { source_labels: string[]; regex: string }[];
    }[];
    const drops = cadvisor!.metric_relabel_configs.filter(({ source_labels }) => source_labels[0] === '__name__');
    const dropped = (name: string): boolean => drops.some(({ regex }) => new RegExp(`^(?:${regex})$`).test(name));
    const read = `cpu_usage_seconds_total cpu_cfs_periods_total cpu_cfs_throttled_periods_total memory_working_set_bytes
      memory_rss memory_cache memory_swap memory_usage_bytes fs_reads_total fs_writes_total fs_reads_bytes_total
      fs_writes_bytes_total fs_usage_bytes fs_limit_bytes network_receive_bytes_total network_transmit_packets_dropped_total
      start_time_seconds oom_events_total`.split(/\s+/);
    expect(read.filter((name) => dropped(`container_${name}`))).toEqual([]);
    expect(dropped('container_tasks_state')).toBe(true);
    expect(dropped('container_memory_failures_total')).toBe(true);
  });

  it('give each container memory and processor, and a limit of memory only', () => {
    const all = every('resources', values()).filter(({ path }) => !path.includes('storageSpec'));
    expect(all.map(({ path }) => path).sort()).toEqual([
      'alertmanager.alertmanagerSpec.resources',
      'grafana.resources',
      'grafana.sidecar.resources',
      'kube-state-metrics.resources',
      'prometheus-node-exporter.resources',
      'prometheus.prometheusSpec.resources',
      'prometheusOperator.prometheusConfigReloader.resources',
      'prometheusOperator.resources',
    ]);
    for (const { value } of all) {
      const { requests, limits } = value as { requests: Record<string, string>; limits: Record<string, string> };
      expect(Object.keys(requests).sort()).toEqual(['cpu', 'memory']);
      expect(limits).toEqual({ memory: requests['memory'] });
    }
  });

  it.each([
    [
      'prometheus',
      ['prometheus.prometheusSpec', 'prometheusOperator.prometheusConfigReloader'],
      platformPods.prometheus,
    ],
    [
      'alertmanager',
      ['alertmanager.alertmanagerSpec', 'prometheusOperator.prometheusConfigReloader'],
      platformPods.alertmanager,
    ],
    ['grafana', ['grafana', 'grafana.sidecar'], platformPods.grafana],
  ] as const)('share out among the containers of %s what the model counts for its pod', (_, containers, pod) => {
    const requests = every('requests', values()).filter(({ path }) =>
      containers.some((container) => path === `${container}.resources.requests`),
    );
    const sum = (of: (request: Tree) => number): number =>
      requests.reduce((total, { value }) => total + of(value as Tree), 0);
    expect(requests).toHaveLength(containers.length);
    expect(sum(({ memory }) => mebibytes(memory))).toBe(pod.memory.toMebibytes());
    expect(sum(({ cpu }) => millicores(cpu))).toBe(pod.cpu.toMillicores());
  });

  it('name no registry without a mirror', () => {
    expect(every('registry', values())).toEqual([]);
  });

  it('put each image behind the mirror, below its own registry’s name', () => {
    const mirror = 'registry.example.com/mirror';
    expect(every('registry', values({ mirror })).map(({ path, value }) => [path, value])).toEqual(
      expect.arrayContaining([
        ['prometheusOperator.image.registry', `${mirror}/quay.io`],
        ['prometheusOperator.prometheusConfigReloader.image.registry', `${mirror}/quay.io`],
        ['prometheus.prometheusSpec.image.registry', `${mirror}/quay.io`],
        ['alertmanager.alertmanagerSpec.image.registry', `${mirror}/quay.io`],
        ['grafana.image.registry', `${mirror}/docker.io`],
        ['grafana.sidecar.image.registry', `${mirror}/quay.io`],
        ['kube-state-metrics.image.registry', `${mirror}/registry.k8s.io`],
        ['prometheus-node-exporter.image.registry', `${mirror}/quay.io`],
      ]),
    );
    expect(every('imageRegistry', values({ mirror }))).toEqual([]);
  });

  it('neither scrape nor alert on a part of the control plane that cannot be reached', () => {
    const none = values();
    for (const key of ['kubeEtcd', 'kubeScheduler', 'kubeControllerManager', 'kubeProxy']) {
      expect(none[key]).toEqual({ enabled: false });
    }
    const { rules } = none['defaultRules']!;
    expect(Object.values(rules!)).toEqual(Array(5).fill(false));
    const some = values({ systemComponents: ['etcd', 'scheduler'] });
    expect([some['kubeEtcd'], some['kubeScheduler'], some['kubeProxy']].map((part) => part!['enabled'])).toEqual([
      true,
      true,
      false,
    ]);
    expect(some['defaultRules']!['rules']).toMatchObject({
      etcd: true,
      kubeSchedulerAlerting: true,
      kubeSchedulerRecording: true,
      kubeProxy: false,
    });
  });

  it('keep samples in the pod, or on a claim of the class', () => {
    const specWith = (storage: MonitoringSettings['storage']): Tree =>
      values({ storage })['prometheus']!['prometheusSpec']!;
    expect(specWith(settings.storage)['storageSpec']).toEqual({ emptyDir: { sizeLimit: '4Gi' } });
    const claim = specWith({ kind: 'volume', size: Size.gibibytes(50), storageClass: 'gp3' })['storageSpec']!;
    expect(claim['volumeClaimTemplate']!['spec']).toEqual({
      storageClassName: 'gp3',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '50Gi' } },
    });
    expect(specWith({ kind: 'volume', size: Size.gibibytes(50) })).not.toHaveProperty(
      'storageSpec.volumeClaimTemplate.spec.storageClassName',
    );
  });

  it('give up samples by age, or before the storage is full', () => {
    const spec = values({ retention: Duration.days(2) })['prometheus']!['prometheusSpec']!;
    expect(spec['retention']).toBe('48h');
    expect(spec['retentionSize']).toBe('3276MB');
  });

  it('confine the containers that the charts leave open', () => {
    const confined = {
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    };
    const { grafana } = values();
    expect(grafana!['containerSecurityContext']).toMatchObject(confined);
    expect(grafana!['sidecar']!['securityContext']).toMatchObject(confined);
    expect(values()['prometheus-node-exporter']!['containerSecurityContext']).toMatchObject(confined);
  });

  it('keep what Alertmanager knows on a claim of its own where there are volumes', () => {
    const storage = { kind: 'volume', size: Size.gibibytes(50), storageClass: 'gp3' } as const;
    expect(values({ storage })['alertmanager']!['alertmanagerSpec']!['storage']).toEqual({
      volumeClaimTemplate: {
        spec: {
          storageClassName: 'gp3',
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    });
    expect(values()['alertmanager']!['alertmanagerSpec']).not.toHaveProperty('storage');
  });
});

describe('the values for a target whose nodes are not all alike', () => {
  const target = {
    nodeSelector: { 'millrace.dev/pool': 'system' },
    agentTolerations: [{ operator: 'Exists' }],
  } as const;
  const placed = values({ target });

  it('put every pod but the nodes’ agents on the nodes that are named, and those on every node', () => {
    expect(every('nodeSelector', placed).map(({ path }) => path)).toEqual([
      'prometheusOperator.nodeSelector',
      'prometheus.prometheusSpec.nodeSelector',
      'alertmanager.alertmanagerSpec.nodeSelector',
      'grafana.nodeSelector',
      'kube-state-metrics.nodeSelector',
    ]);
    for (const { value } of every('nodeSelector', placed)) expect(value).toEqual(target.nodeSelector);
    expect(adapterValues({ target })).toMatchObject({ nodeSelector: target.nodeSelector });
    expect(every('tolerations', placed)).toEqual([
      { path: 'prometheus-node-exporter.tolerations', value: [{ operator: 'Exists' }] },
    ]);
  });

  it('say nothing of nodes where there is none', () => {
    expect([...every('nodeSelector', values()), ...every('tolerations', values())]).toEqual([]);
    expect(adapterValues({})).not.toHaveProperty('nodeSelector');
  });

  it('leave out what AWS runs itself', () => {
    const parts = ['kubeEtcd', 'kubeScheduler', 'kubeControllerManager'].map((part) => placed[part]!['enabled']);
    expect(parts).toEqual([false, false, false]);
  });
});
