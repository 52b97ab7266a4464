import { kafkaCluster, namespaces } from '../../model/cluster-names';
import type { PodMonitor } from '../kubernetes/generated/prometheus-operator';
import { labelsOf } from '../kubernetes/object';
import { anyService } from '../workloads/labels';
import { httpPort } from '../workloads/pod';

type Endpoint = NonNullable<PodMonitor['spec']['podMetricsEndpoints']>[number];
type Relabeling = NonNullable<Endpoint['relabelings']>[number];
type Selector = PodMonitor['spec']['selector'];

interface Watched {
  readonly name: string;
  /** Of the pods, and of the monitor. */
  readonly namespace: string;
  readonly selector: Selector;
  /** Name of the containers' port. */
  readonly port: string;
  /** Beside `namespace`, `pod` and `container`, which the operator adds, and `node`. @default - none */
  readonly relabelings?: readonly Relabeling[];
}

const fromPod = (sourceLabel: string, targetLabel: string): Relabeling => ({
  sourceLabels: [`__meta_kubernetes_${sourceLabel}`],
  targetLabel,
});

/** As Strimzi's own monitors name them, so that its dashboards can be used as they are. */
const strimziLabels: readonly Relabeling[] = [
  { action: 'labelmap', regex: '__meta_kubernetes_pod_label_(strimzi_io_.+)' },
  fromPod('namespace', 'namespace'),
  fromPod('pod_name', 'kubernetes_pod_name'),
  fromPod('pod_node_name', 'node_name'),
  fromPod('pod_host_ip', 'node_ip'),
];

/** Labels that the cluster operator puts on every pod of this cluster (`Labels.java`). */
const ofCluster = (component: string): Selector => ({
  matchLabels: { 'strimzi.io/cluster': kafkaCluster.name, 'strimzi.io/component-type': component },
});

/** Port that has the metrics of whatever Strimzi runs for a Kafka object (`MetricsModel.java`). */
const strimziMetrics = 'tcp-prometheus';

const ofKafka = (component: string): Watched => ({
  name: component,
  namespace: namespaces.platform,
  selector: ofCluster(component),
  port: strimziMetrics,
  relabelings: strimziLabels,
});

const watched: readonly Watched[] = [
  // Brokers and controllers.
  ofKafka('kafka'),
  ofKafka('kafka-exporter'),
  // Cruise Control has the port only with the JMX exporter's rules, which it has not (docs/adr/0013).
  // Both containers, topic and user operator, call their port so.
  { ...ofKafka('entity-operator'), port: 'healthcheck' },
  {
    name: 'cluster-operator',
    namespace: namespaces.operator,
    selector: { matchLabels: { 'strimzi.io/kind': 'cluster-operator' } },
    port: 'http',
    relabelings: strimziLabels,
  },
  {
    name: 'services',
    namespace: namespaces.platform,
    selector: { matchLabels: anyService },
    port: httpPort,
    // The laptop's Prometheus says `service` too: one query for both.
    relabelings: [fromPod('pod_label_app_kubernetes_io_name', 'service')],
  },
];

function podMonitor({ name, namespace, selector, port, relabelings = [] }: Watched): PodMonitor {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace, labels: labelsOf({ name, component: 'monitoring' }) },
    spec: {
      selector,
      podMetricsEndpoints: [
        { port, path: '/metrics', relabelings: [fromPod('pod_node_name', 'node'), ...relabelings] },
      ],
    },
  };
}

/** One for each kind of pod that has metrics, in the pods' own namespace; their `job` is `<namespace>/<name>`. */
export const podMonitors = (): PodMonitor[] => watched.map(podMonitor);
