import type { PodMonitor } from '../kubernetes/generated/prometheus-operator';
import { namespaces } from '../../model/cluster-names';
import { lokiLabels, lokiName, lokiPods } from './names';

/** Lines taken in and refused, streams, what was compacted and deleted, memory: a dozen of its three thousand series. */
const kept =
  'loki_(discarded_(samples|bytes)_total|distributor_(lines|bytes)_received_total|ingester_memory_streams|boltdb_shipper_compact.*|compactor_apply_retention.*)|process_resident_memory_bytes';

export const lokiMonitor = (): PodMonitor => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: lokiName, namespace: namespaces.monitoring, labels: lokiLabels },
  spec: {
    selector: { matchLabels: lokiPods },
    podMetricsEndpoints: [
      {
        port: 'http-metrics',
        path: '/metrics',
        metricRelabelings: [{ sourceLabels: ['__name__'], regex: kept, action: 'keep' }],
      },
    ],
  },
});
