import { namespaces } from '../../model/cluster-names';

/** Release name and full name of the chart; what it makes is named after it. */
export const monitoringRelease = 'monitoring';

const address = (service: string, port: number): string =>
  `http://${monitoringRelease}-${service}.${namespaces.monitoring}.svc:${port}`;

/** Services that the chart makes, as pods of the cluster reach them. */
export const monitoringAddresses = {
  prometheus: address('prometheus', 9090),
  alertmanager: address('alertmanager', 9093),
} as const;

/** ConfigMaps of the monitoring namespace with this label are Grafana's dashboards. */
export const dashboardLabel = { key: 'grafana_dashboard', value: '1' } as const;

/** Where node-exporter stands: it needs the node's own folders, which the monitoring namespace does not admit. */
export const agentsNamespace = 'kube-system';
