/** Where the chart keeps a component of the control plane: its scraping, and the rules that read what is scraped. */
const components = {
  etcd: { values: 'kubeEtcd', rules: ['etcd'] },
  scheduler: { values: 'kubeScheduler', rules: ['kubeSchedulerAlerting', 'kubeSchedulerRecording'] },
  'controller-manager': { values: 'kubeControllerManager', rules: ['kubeControllerManager'] },
  proxy: { values: 'kubeProxy', rules: ['kubeProxy'] },
} as const;

export type SystemComponent = keyof typeof components;

/** A component that cannot be scraped has no rules either: its "is down" alert would never be quiet. */
export function systemValues(scraped: readonly SystemComponent[]): object {
  const rows = Object.entries(components).map(
    ([name, row]) => [row, scraped.some((component) => component === name)] as const,
  );
  return {
    defaultRules: {
      rules: Object.fromEntries(rows.flatMap(([{ rules }, enabled]) => rules.map((rule) => [rule, enabled]))),
    },
    ...Object.fromEntries(rows.map(([{ values }, enabled]) => [values, { enabled }])),
    // Its ServiceMonitor needs the operator's Service; its rules and dashboards stay.
    kubelet: { serviceMonitor: { enabled: false } },
  };
}
