import { chartVersions, containerImages } from '../../model/versions';
import { containerSecurity, podSecurity } from '../kubernetes/pods';
import type { PublishedChart } from '../releases/chart-release';
import { mirrored } from '../releases/mirror';

/**
 * The OpenTelemetry Collector's chart: on every node for logs, once for traces. Read in its repository: `values.schema.json` and templates of
 * 0.130.1, `Chart.yaml` of 0.158.3; that the values below mean the same in the latter is believed.
 */
export const collectorChart: PublishedChart = {
  repository: 'oci://ghcr.io/open-telemetry/opentelemetry-helm-charts',
  chart: 'opentelemetry-collector',
  version: chartVersions.openTelemetryCollector,
};

/** User of the Collector's images. */
export const collectorUser = 10_001;

/** The chart's probes ask here: the address is the pod's own. */
const healthPort = 13_133;

/** Of its own metrics: what was sent, what was refused, what waits. */
export const COLLECTOR_METRICS_PORT = 8888;

const podAddress = (port: number): string => `\${env:MY_POD_IP}:${port}`;

/** Ports that the chart opens of itself, on the node too where it is on every node. */
const portsOfChart = ['otlp', 'otlp-http', 'jaeger-compact', 'jaeger-thrift', 'jaeger-grpc', 'zipkin'] as const;

const shut = Object.fromEntries(portsOfChart.map((port) => [port, { enabled: false }]));

/** Only what a collector's operation is judged by: what it took, sent, lost or left out, and what waits. */
const metricsKept =
  'otelcol_(exporter_(send_failed|sent|queue)|receiver_(accepted|refused|failed)|processor_filter|process_memory).*';

/** What is the same in every release of the chart. */
export const collectorValues = (release: string, mirror: string | undefined): object => {
  const [repository = '', tag = ''] = containerImages.openTelemetryCollector.split(':');
  return {
    fullnameOverride: release,
    image: { repository: mirrored(`docker.io/${repository}`, mirror), tag },
    // It asks nothing of the Kubernetes API: who wrote a line is in the name of the file.
    serviceAccount: { create: true, automountServiceAccountToken: false },
    clusterRole: { create: false },
    podSecurityContext: { ...podSecurity, runAsUser: collectorUser, runAsGroup: collectorUser, fsGroup: collectorUser },
    securityContext: containerSecurity,
    useGOMEMLIMIT: true,
    podMonitor: {
      enabled: true,
      metricsEndpoints: [
        {
          port: 'metrics',
          interval: '30s',
          metricRelabelings: [{ sourceLabels: ['__name__'], regex: metricsKept, action: 'keep' }],
        },
      ],
    },
  };
};

/** `ports` of the chart: its own shut, that of the metrics open, and these. */
export const collectorPorts = (more: Readonly<Record<string, object>> = {}): object => ({
  ...shut,
  metrics: {
    enabled: true,
    containerPort: COLLECTOR_METRICS_PORT,
    servicePort: COLLECTOR_METRICS_PORT,
    protocol: 'TCP',
  },
  ...more,
});

/** Sends again what was not taken, twice as late each time. */
export const retryForever = {
  enabled: true,
  initial_interval: '1s',
  max_interval: '30s',
  max_elapsed_time: '0s',
} as const;

export const health = { health_check: { endpoint: podAddress(healthPort) } } as const;

/** The Collector about itself. */
export const ownTelemetry = {
  logs: { level: 'warn', encoding: 'json' },
  metrics: {
    level: 'normal',
    readers: [{ pull: { exporter: { prometheus: { host: '${env:MY_POD_IP}', port: COLLECTOR_METRICS_PORT } } } }],
  },
} as const;
