import { namespaces } from '../../model/cluster-names';

/** The release of the Collector that services send to; what the chart makes is named after it. */
export const traceCollectorRelease = 'otel-collector';

export const traceCollectorPods: Record<string, string> = { 'app.kubernetes.io/instance': traceCollectorRelease };

/** Of OTLP over HTTP, everywhere. */
export const OTLP_PORT = 4318;

/** What a service of the cluster has as `otlpEndpoint` (`OTEL_EXPORTER_OTLP_ENDPOINT`); it adds `/v1/traces` itself. */
export const otlpEndpoint = `http://${traceCollectorRelease}.${namespaces.monitoring}.svc:${OTLP_PORT}`;

/** The release of the store of traces. */
export const tempoRelease = 'tempo';

export const tempoPods: Record<string, string> = { 'app.kubernetes.io/instance': tempoRelease };

/** Of its API, which Grafana asks. */
const TEMPO_PORT = 3200;

const inMonitoring = (port: number): string => `http://${tempoRelease}.${namespaces.monitoring}.svc:${port}`;

export const tempoAddress = inMonitoring(TEMPO_PORT);

/** Where it takes traces. */
export const tempoOtlp = inMonitoring(OTLP_PORT);
