import { join } from 'node:path';
import { METRICS_REPORTER_VERSION } from './versions';
import { mavenDependency, pomOf } from './maven-download';
import type { PinnedJars } from './resolve-jars';

/** Where and what a node tells of itself. */
export interface NodeMetrics {
  /** Of its endpoint, `/metrics`. */
  readonly port: number;
  /** Patterns of the names that are kept; the JVM's come in any case. */
  readonly allowList: readonly string[];
}

/** Kafka's properties that load Strimzi's Metrics Reporter: its endpoint, in Prometheus' format, opens with the node. */
export const metricsProperties = (
  host: string,
  { port, allowList }: NodeMetrics,
): Readonly<Record<string, string>> => ({
  // Kafka has metrics of two libraries, and a reporter for each.
  'metric.reporters': 'io.strimzi.kafka.metrics.KafkaPrometheusMetricsReporter',
  'kafka.metrics.reporters': 'io.strimzi.kafka.metrics.YammerPrometheusMetricsReporter',
  'prometheus.metrics.reporter.listener': `http://${host}:${port}`,
  'prometheus.metrics.reporter.allowlist': allowList.join(','),
});

/** Its jars; those of Kafka that it needs are Kafka's own. */
export const metricsReporter: PinnedJars = {
  name: `Strimzi's Metrics Reporter ${METRICS_REPORTER_VERSION}`,
  folder: join('metrics-reporter', METRICS_REPORTER_VERSION),
  list: join(__dirname, 'metrics-reporter.sha256'),
  pom: pomOf('metrics-reporter', METRICS_REPORTER_VERSION, [
    mavenDependency('io.strimzi', 'metrics-reporter', METRICS_REPORTER_VERSION),
  ]),
};
