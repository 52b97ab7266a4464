import { namespaces, OTLP_PORT, traceCollector } from '../../model/cluster-names';

export const traceCollectorPods: Record<string, string> = { 'app.kubernetes.io/instance': traceCollector };

/** The release of the store of traces. */
export const tempoRelease = 'tempo';

export const tempoPods: Record<string, string> = { 'app.kubernetes.io/instance': tempoRelease };

/** Of its API, which Grafana asks. */
const TEMPO_PORT = 3200;

const inMonitoring = (port: number): string => `http://${tempoRelease}.${namespaces.monitoring}.svc:${port}`;

export const tempoAddress = inMonitoring(TEMPO_PORT);

/** Where it takes traces. */
export const tempoOtlp = inMonitoring(OTLP_PORT);
