import type { ClusterPlatform, Environment } from '../../model/environment';
import { prometheusRules } from './alerts/rules';
import { dashboardsFor, logsDashboard } from './dashboards';
import type { MonitorsContent } from './monitors';
import { everyExporter } from './signals/catalog';

/** Rules and dashboards of a cluster, where everything is scraped. */
export function watched(environment: Environment & { readonly platform: ClusterPlatform }): MonitorsContent {
  const { services, kafka, alerts, platform } = environment;
  return {
    services,
    rules: prometheusRules({ environment, exporters: everyExporter }),
    dashboards: [
      ...dashboardsFor({ services, exporters: everyExporter, brokers: kafka.brokers.length, alerts }),
      ...(platform.logs === 'none' ? [] : [logsDashboard()]),
    ],
  };
}
