import { Construct, type IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import type { Environment } from '../../model/environment';
import { Duration } from '../../model/units';
import { chartVersions } from '../../model/versions';
import { ChartRelease } from '../releases/chart-release';
import { chartValues, type MonitoringSettings } from './chart-values';
import { adapterChart, adapterValues, prometheusCharts, scalesOnLag } from './consumer-lag';
import { monitoringRelease } from './names';

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
      namespace: namespaces.monitoring,
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
