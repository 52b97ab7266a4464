import type { Environment } from '../../model/environment';
import { dashboardsFor, logsDashboard, type Dashboard } from '../../modules/monitoring/dashboards';
import { scrapedOn } from '../../modules/monitoring/signals/catalog';
import { jsonText } from './json-text';

/** The clusters' own, of what can be answered here; that of the logs while Loki runs. */
export const composeDashboards = ({ services, kafka, alerts }: Environment): Dashboard[] => [
  ...dashboardsFor({ services, exporters: scrapedOn.compose, brokers: kafka.brokers.length, alerts, refresh: '5s' }),
  logsDashboard(),
];

export const dashboardFile = (name: string): string => `grafana-${name}.json`;

/** Names of the configs, and the file of each. */
export const dashboardFiles = (environment: Environment): Record<string, string> =>
  Object.fromEntries(composeDashboards(environment).map(({ name }) => [`dashboard-${name}`, dashboardFile(name)]));

export const dashboardText = ({ model }: Dashboard): string => jsonText(model);
