import { namespaces } from '../../model/cluster-names';
import { exemplarsToTraces, telemetrySources, type TelemetryAddresses } from '../../model/telemetry-sources';
import { containerSecurity } from '../kubernetes/pods';
import type { Registry } from './settings';
import { dashboardLabel, monitoringAddresses } from './names';
import { monitoringResources } from './pod-share';

const source = (name: string, url: string, more: object): object => ({
  name,
  type: name.toLowerCase(),
  uid: name.toLowerCase(),
  access: 'proxy',
  url,
  ...more,
});

/** Known when the chart is deployed, so no container has to watch for them. */
const datasourcesOf = (stores: TelemetryAddresses): object => ({
  'datasources.yaml': {
    apiVersion: 1,
    datasources: [
      source('Prometheus', monitoringAddresses.prometheus, {
        isDefault: true,
        jsonData: { httpMethod: 'POST', timeInterval: '30s', ...(stores.tempo === undefined ? {} : exemplarsToTraces) },
      }),
      source('Alertmanager', monitoringAddresses.alertmanager, {
        jsonData: { handleGrafanaManagedAlerts: false, implementation: 'prometheus' },
      }),
      ...telemetrySources(stores),
    ],
  },
});

/** Nothing is asked of grafana.com: an update or a plugin would not be the version that is pinned, and many sites have no internet. */
const settings = {
  analytics: {
    reporting_enabled: false,
    check_for_updates: false,
    check_for_plugin_updates: false,
    feedback_links_enabled: false,
  },
  news: { news_feed_enabled: false },
  plugins: { preinstall_disabled: true },
  users: { allow_sign_up: false },
};

/**
 * Values of Grafana's chart. An empty `adminPassword` takes the chart's public default away: its template then draws
 * one into the Secret `monitoring-grafana` (`admin-password`) when it is first installed and looks it up ever after. Terraform sees
 * neither: it keeps values, not what they render to.
 */
export function grafanaValues(registry: Registry, stores: TelemetryAddresses = {}): object {
  return {
    ...registry('docker.io'),
    adminPassword: '',
    // The chart grants its sidecar all Secrets where it searches; elsewhere those are the credentials of Kafka's users.
    rbac: { namespaced: true },
    resources: monitoringResources.grafana,
    containerSecurityContext: containerSecurity,
    extraEmptyDirMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    // A pod of `helm test`, with an image that nobody else needs.
    testFramework: { enabled: false },
    datasources: datasourcesOf(stores),
    sidecar: {
      ...registry('quay.io'),
      resources: monitoringResources.dashboardSidecar,
      securityContext: containerSecurity,
      dashboards: {
        enabled: true,
        label: dashboardLabel.key,
        labelValue: dashboardLabel.value,
        searchNamespace: namespaces.monitoring,
        resource: 'configmap',
      },
      datasources: { enabled: false },
    },
    'grafana.ini': settings,
  };
}
