/**
 * The kubelets, found as nodes. The chart has the operator keep a Service for them in kube-system, which no release owns:
 * it would be left behind by a destroy. Labels are those that the chart's rules and dashboards read.
 */

const account = '/var/run/secrets/kubernetes.io/serviceaccount';

const drop = (regex: string): object => ({ source_labels: ['__name__'], regex, action: 'drop' });

/** Series of cAdvisor that no rule or dashboard reads: most of what it says of a small node. */
const unread = [
  drop(
    'container_(blkio|file|fs_(inodes|io|sector)|hugetlb|last_seen|perf|referenced|sockets|spec|tasks|threads|ulimits).*',
  ),
  drop('container_memory_(failcnt|failures_total|kernel_usage|mapped_file|max_usage_bytes|migrate|numa_pages).*'),
  drop('container_cpu_(load|system|user)_.*'),
  // Sums over control groups that are no pod's.
  { source_labels: ['id', 'pod'], regex: '.+;', action: 'drop' },
];

function scrapeConfig(path: string, relabelings: readonly object[]): object {
  return {
    job_name: `kubelet${path}`,
    scheme: 'https',
    metrics_path: path,
    honor_labels: true,
    authorization: { credentials_file: `${account}/token` },
    // A kubelet signs its serving certificate itself unless it was told to ask for one.
    tls_config: { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: 'node' }],
    relabel_configs: [
      { target_label: 'job', replacement: 'kubelet' },
      { target_label: 'metrics_path', replacement: path },
      { source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' },
    ],
    metric_relabel_configs: relabelings,
  };
}

/** In Prometheus' own words: the operator's objects cannot name the token's file. */
export const kubeletScrapeConfigs: readonly object[] = [
  scrapeConfig('/metrics', [drop('(csi_operations|storage_operation_duration)_seconds_bucket')]),
  scrapeConfig('/metrics/cadvisor', unread),
  scrapeConfig('/metrics/probes', []),
];
