import type { Service } from '../../model/environment';
import { platformPods } from '../../model/platform-pods';
import { chartVersions } from '../../model/versions';
import { resourcesOf } from '../kubernetes/pods';
import type { PublishedChart } from '../releases/chart-release';
import { mirrored } from '../releases/mirror';
import type { MonitoringSettings } from './settings';
import { monitoringAddresses } from './names';
import { placed } from './target';

/** Charts of the Prometheus community. */
export const prometheusCharts = 'oci://ghcr.io/prometheus-community/charts';

export const adapterChart: PublishedChart = {
  repository: prometheusCharts,
  chart: 'prometheus-adapter',
  version: chartVersions.prometheusAdapter,
};

/** The chart's own default; the API server connects to it. */
export const ADAPTER_PORT = 6443;

export const adapterPodLabels = { 'app.kubernetes.io/name': adapterChart.chart };

/** What a HorizontalPodAutoscaler names: an external metric of its own namespace, and the label that holds the group. */
export const consumerLag = { metric: 'kafka_consumergroup_lag', groupLabel: 'consumergroup' } as const;

/** Does any of them start more instances because of its lag? */
export const scalesOnLag = (services: readonly Pick<Service, 'scaling'>[]): boolean =>
  services.some(({ scaling }) => scaling?.metric === 'consumer-lag');

/** Each partition once, though two exporters may be there while one replaces the other; a group that is ahead has no lag. */
const lagOfGroup = `sum by (${consumerLag.groupLabel}) (max by (${consumerLag.groupLabel}, topic, partition) (clamp_min(<<.Series>>{<<.LabelMatchers>>}, 0)))`;

/** Values of prometheus-adapter: the groups' lag as an external metric, and nothing else. */
export function adapterValues({ mirror, target }: Pick<MonitoringSettings, 'mirror' | 'target'>): object {
  return {
    image: { repository: mirrored('registry.k8s.io/prometheus-adapter/prometheus-adapter', mirror) },
    listenPort: ADAPTER_PORT,
    // The address has its port in it.
    prometheus: { url: monitoringAddresses.prometheus, port: '' },
    resources: resourcesOf(platformPods.prometheusAdapter),
    ...placed(target),
    rules: {
      default: false,
      external: [
        {
          seriesQuery: `${consumerLag.metric}{${consumerLag.groupLabel}!="",namespace!=""}`,
          resources: { overrides: { namespace: { resource: 'namespace' } } },
          name: { as: consumerLag.metric },
          metricsQuery: lagOfGroup,
        },
      ],
    },
  };
}
