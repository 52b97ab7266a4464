import type { ClusterPlatform, Environment } from '../../model/environment';
import { prometheusRules } from './alerts/rules';
import { dashboardsFor, logsDashboard } from './dashboards';
import type { MonitorsContent } from './monitors';
import { scrapedOnCluster } from './signals/catalog';

/** Rules and dashboards of a cluster. */
export function watched(environment: Environment & { readonly platform: ClusterPlatform }): MonitorsContent {
  const { services, kafka, alerts, platform } = environment;
  const exporters = scrapedOnCluster(platform);
  return {
    services,
    rules: prometheusRules({ environment, exporters }),
    dashboards: [
      ...dashboardsFor({ services, exporters, brokers: kafka.brokers.length, alerts }),
      ...(platform.logs === 'none' ? [] : [logsDashboard()]),
    ],
  };
}
