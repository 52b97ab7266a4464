import type { PrometheusSpec } from '../kubernetes/generated/prometheus-operator';
import { Duration } from '../../model/units';
import type { MetricsStorage, MonitoringSettings, Registry } from './settings';
import { kubeletScrapeConfigs } from './kubelet-scrape';
import { monitoringResources } from './pod-share';
import { placed } from './target';

/** Share of the storage that blocks may fill; the head and the write-ahead log need the rest. */
const FILLED = 0.8;

const hours = (duration: Duration): string => `${Math.ceil(duration.toMilliseconds() / 3_600_000)}h`;

/** A volume of its own, for Prometheus or Alertmanager. */
export function claimOf({
  size,
  storageClass,
}: Extract<MetricsStorage, { kind: 'volume' }>): PrometheusSpec['storage'] {
  return {
    volumeClaimTemplate: {
      spec: {
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: size.toQuantity() } },
      },
    },
  };
}

const storageSpec = (storage: MetricsStorage): PrometheusSpec['storage'] =>
  storage.kind === 'volume' ? claimOf(storage) : { emptyDir: { sizeLimit: storage.size.toQuantity() } };

/** An empty selector selects everything, but only when the chart is told not to put its own label into it. */
const everyMonitorOfEveryNamespace = Object.fromEntries(
  ['podMonitor', 'serviceMonitor', 'rule', 'probe', 'scrapeConfig'].flatMap((kind) => [
    [`${kind}SelectorNilUsesHelmValues`, false],
    [`${kind}Selector`, {}],
    [`${kind}NamespaceSelector`, {}],
  ]),
);

/** `prometheus.prometheusSpec` of the chart: the Prometheus object's spec with a few names of the chart's own. */
export function prometheusSpec(settings: MonitoringSettings, registry: Registry): object {
  const { environment, storage, target, retention = Duration.days(7) } = settings;
  return {
    ...registry('quay.io'),
    ...placed(target),
    ...everyMonitorOfEveryNamespace,
    externalLabels: { environment },
    // The trace behind a latency.
    enableFeatures: ['exemplar-storage'],
    scrapeInterval: '30s',
    evaluationInterval: '30s',
    retention: hours(retention),
    // Prometheus' MB is 2^20 bytes.
    retentionSize: `${Math.floor((storage.size.toBytes() * FILLED) / 2 ** 20)}MB`,
    resources: monitoringResources.prometheus,
    storageSpec: storageSpec(storage),
    additionalScrapeConfigs: kubeletScrapeConfigs,
  };
}
