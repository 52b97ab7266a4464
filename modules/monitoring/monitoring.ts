import { Construct, type IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import type { Environment } from '../../model/environment';
import { Duration } from '../../model/units';
import { chartVersions } from '../../model/versions';
import { ChartRelease, deploymentsIn, instancePods } from '../releases/chart-release';
import { chartValues } from './chart-values';
import type { MonitoringSettings } from './settings';
import { adapterChart, adapterValues, prometheusCharts, scalesOnLag } from './consumer-lag';
import { agentsNamespace, monitoringRelease } from './names';

const { monitoring } = namespaces;

/** What kube-prometheus-stack makes that has to be ready; its operator makes two StatefulSets of the last two. */
const makes = [
  deploymentsIn(monitoring),
  { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: agentsNamespace },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', namespace: monitoring },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'Alertmanager', namespace: monitoring },
] as const;

const pods = [
  instancePods(monitoringRelease, monitoring),
  instancePods(monitoringRelease, agentsNamespace),
  // Of those StatefulSets, whose instance is the custom resource.
  { namespace: monitoring, selector: 'app.kubernetes.io/managed-by=prometheus-operator' },
] as const;

export interface MonitoringProps extends Omit<MonitoringSettings, 'environment'> {
  readonly environment: Pick<Environment, 'name' | 'services'>;
  /** What must be there before: the namespaces and the operator's CRDs. */
  readonly after: readonly IDependable[];
}

/**
 * Prometheus and its operator, Alertmanager, Grafana, node-exporter and kube-state-metrics, as kube-prometheus-stack has
 * them; and the adapter that shows the autoscaler a group's lag, where a service scales on it.
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { environment, after, ...settings }: MonitoringProps) {
    super(scope, id);
    const place = {
      namespace: monitoring,
      ...(settings.mirror === undefined ? {} : { mirror: settings.mirror }),
    };
    const stack = new ChartRelease(this, {
      ...place,
      name: monitoringRelease,
      chart: {
        repository: prometheusCharts,
        chart: 'kube-prometheus-stack',
        version: chartVersions.kubePrometheusStack,
      },
      values: chartValues({ ...settings, environment: environment.name }),
      makes,
      pods,
      after,
      timeout: Duration.minutes(10),
    });
    if (!scalesOnLag(environment.services)) return;
    new ChartRelease(this, {
      ...place,
      name: adapterChart.chart,
      chart: adapterChart,
      values: adapterValues(settings),
      after: [stack],
    });
  }
}
