import { OTLP_PORT, traceCollector } from '../../model/cluster-names';
import { telemetryPods } from '../../model/platform-pods';
import { resourcesOf } from '../kubernetes/pods';
import { collectorPorts, collectorValues } from '../logging/collector-chart';
import { placed } from '../monitoring/target';
import { traceCollectorConfig } from './collector-config';
import type { TracingSettings } from './settings';

const otlp = {
  'otlp-http': { enabled: true, containerPort: OTLP_PORT, servicePort: OTLP_PORT, protocol: 'TCP' },
} as const;

/** Values of the Collector's chart for the one that services send to. */
export const traceCollectorValues = ({ mirror, target }: Omit<TracingSettings, 'storage'>): object => ({
  ...collectorValues(traceCollector, mirror),
  mode: 'deployment',
  replicaCount: 1,
  alternateConfig: traceCollectorConfig,
  ports: collectorPorts(otlp),
  extraVolumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
  extraVolumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  resources: resourcesOf(telemetryPods.traceCollector),
  ...placed(target),
});
