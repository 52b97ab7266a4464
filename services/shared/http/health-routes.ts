import type { KafkaConnectivity } from '../kafka/ports';
import type { Lifecycle } from '../lifecycle';
import { metricsPage } from '../measuring/open-metrics';
import type { ServiceMetrics } from '../metrics';
import type { HttpApp } from './request-validation';

/** What the probes report. */
export interface HealthSources {
  readonly service: string;
  readonly version: string;
  readonly instance: string;
  readonly lifecycle: Lifecycle;
  readonly connectivity: KafkaConnectivity;
  readonly metrics: ServiceMetrics;
  /** What the service itself still waits for. */
  readonly notReady: () => readonly string[];
}

function reasonsAgainstReadiness({ lifecycle, connectivity, notReady }: HealthSources): string[] {
  const reasons: string[] = [];
  if (lifecycle.ending) reasons.push('the service is stopping');
  if (!connectivity.connected)
    reasons.push(`Kafka is not reachable: ${connectivity.reason ?? 'no broker has answered yet'}`);
  return [...reasons, ...notReady()];
}

/**
 * Liveness says only that the process answers: to restart a service because its brokers are away would lose what it
 * holds and bring no broker back. Readiness is red whenever a request could not be served.
 */
export function addHealthRoutes(app: HttpApp, sources: HealthSources): void {
  const { service, version, instance, lifecycle, connectivity, metrics } = sources;
  const operational = { config: { operational: true } };
  const readiness = () => {
    const reasons = reasonsAgainstReadiness(sources);
    return { ready: reasons.length === 0, reasons };
  };
  app.get('/', operational, () => ({
    service,
    version,
    status: lifecycle.phase,
    kafka_connected: connectivity.connected,
  }));
  app.get('/health', operational, (_request, reply) => {
    const { ready, reasons } = readiness();
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'healthy' : 'unhealthy',
      service,
      version,
      instance,
      uptime_seconds: Math.round(process.uptime()),
      kafka_connected: connectivity.connected,
      reasons,
    });
  });
  app.get('/health/live', operational, () => ({ status: 'alive' }));
  app.get('/health/ready', operational, (_request, reply) => {
    const { ready, reasons } = readiness();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready', reasons });
  });
  app.get('/metrics', operational, async (request, reply) => {
    const { contentType, text } = await metricsPage(metrics.registry, request.headers.accept);
    return reply.type(contentType).header('vary', 'accept').send(text);
  });
}
