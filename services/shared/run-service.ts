import { setTimeout } from 'node:timers/promises';
import { services } from '../../contracts/services';
import type { RuntimeConfig } from '../../contracts/runtime-config';
import { EXIT_FAILED, exitCodeFor, loadConfig } from './config';
import { createHttpServer, type HttpServer } from './http/http-server';
import type { InFlightRequests } from './http/in-flight';
import { addHealthRoutes } from './http/health-routes';
import type { HttpApp } from './http/request-validation';
import type { DurableProducer, GroupConsumer, KafkaConnectivity, KafkaEngine } from './kafka/ports';
import { Lifecycle } from './lifecycle';
import { createLogger, type Logger } from './logger';
import { createMetrics, observeConnectivity, observeConsumer, observeProducer, type ServiceMetrics } from './metrics';
import { drain, stopOnSignals, type DrainStep } from './shutdown';
import { startTracing, type FragmentObserver, type Tracer } from './tracing';

/** What a service is built from. */
export interface ServiceContext {
  readonly config: RuntimeConfig;
  readonly logger: Logger;
  readonly metrics: ServiceMetrics;
  readonly tracer: Tracer;
  readonly engine: KafkaEngine;
  readonly connectivity: KafkaConnectivity;
  readonly lifecycle: Lifecycle;
}

/** What a service is made of; the rest is the same for all of them. */
export interface Service {
  /** Its own endpoints. */
  readonly routes: (app: HttpApp) => void;
  readonly producer?: DurableProducer;
  readonly consumer?: GroupConsumer;
  /** Work of its own that makes events: ended before anything else. */
  readonly halt?: () => Promise<void>;
}

export type ServiceDefinition = (context: ServiceContext) => Service;
export type EngineFactory = (config: RuntimeConfig, logger: Logger) => KafkaEngine;

export interface RunningService {
  readonly app: HttpApp;
  readonly url: string;
  /** Drains and ends everything. @returns whether nothing was cut off */
  stop(): Promise<boolean>;
}

/**
 * Nothing ends before what feeds it has: requests in flight, then the consumer, then the producer. The server itself is
 * the last: probes see a red readiness and a green liveness for as long as the drain takes, and whoever still comes is
 * told to come back.
 */
function drainSteps(
  service: Service,
  { app, inFlight }: HttpServer,
  context: ServiceContext,
  endTracing: () => Promise<void>,
): DrainStep[] {
  const { consumer, producer, halt } = service;
  return [
    ...(halt ? [{ name: 'background work', share: 0.3, run: halt }] : []),
    { name: 'requests in flight', share: 0.5, run: () => inFlight.whenNone() },
    ...(consumer ? [{ name: 'consumer', share: 0.6, run: (limitMs: number) => consumer.stop(limitMs) }] : []),
    ...(producer ? [{ name: 'producer', share: 0.7, run: (limitMs: number) => producer.close(limitMs) }] : []),
    { name: 'connectivity', share: 0.5, run: () => context.connectivity.stop() },
    { name: 'kafka', share: 0.7, run: (limitMs: number) => context.engine.close(limitMs) },
    { name: 'http', share: 0.7, run: () => closeHttp(app, inFlight) },
    { name: 'tracing', share: 1, run: endTracing },
  ];
}

/** By now every request that could be answered is; whoever is left has sent only half of one. */
async function closeHttp(app: HttpApp, inFlight: InFlightRequests): Promise<void> {
  const closed = app.close();
  if (inFlight.count > 0) app.server.closeAllConnections();
  await closed;
}

/** Starts a service: HTTP answers at once, also while Kafka is away. */
export async function startService(
  config: RuntimeConfig,
  define: ServiceDefinition,
  createEngine: EngineFactory,
  logger: Logger = createLogger(config),
): Promise<RunningService> {
  const [metrics, lifecycle] = [createMetrics(services[config.service].consumes), new Lifecycle()];
  const tracing = startTracing(config, countingFragments(metrics));
  const { tracer } = tracing;
  const engine = createEngine(config, logger.child({ component: 'kafka' }));
  const connectivity = engine.connectivity({
    onChange: (connected, reason) => logConnectivity(logger, connected, reason),
  });
  const context: ServiceContext = { config, logger, metrics, tracer, engine, connectivity, lifecycle };
  const server = createHttpServer({ config, logger, metrics, tracer, lifecycle });
  const { app } = server;
  const service = define(context);
  observe(context, service);
  const joins = service.consumer !== undefined;
  const notReady = (): string[] =>
    joins && !lifecycle.joinedGroup ? ['the consumer has not joined its group yet'] : [];
  const { service: name, version, instance } = config;
  addHealthRoutes(app, { service: name, version, instance, lifecycle, connectivity, metrics, notReady });
  service.routes(app);
  const url = await app.listen({ host: config.http.host, port: config.http.port });
  service.consumer?.start().catch((error: unknown) => logger.error({ err: error }, 'the consumer did not start'));
  lifecycle.running();
  logger.info({ url, topics: services[name] }, 'service is up');
  return {
    app,
    url,
    async stop() {
      const { lameDuckMs } = config.http;
      if (lameDuckMs !== undefined) {
        lifecycle.leaving();
        await setTimeout(lameDuckMs);
      }
      lifecycle.draining();
      return drain(
        drainSteps(service, server, context, () => tracing.shutdown()),
        config.drainTimeoutMs,
        logger,
      );
    },
  };
}

function logConnectivity(logger: Logger, connected: boolean, reason?: string): void {
  if (connected) logger.info('Kafka is reachable');
  else logger.warn({ reason }, 'Kafka is not reachable');
}

const countingFragments = ({ traceFragments, traceSpansDropped }: ServiceMetrics): FragmentObserver => ({
  onFragment: (outcome) => traceFragments.inc({ outcome }),
  onSpansDropped: (count) => traceSpansDropped.inc(count),
});

function observe({ config, metrics, connectivity }: ServiceContext, { producer, consumer }: Service): void {
  observeConnectivity(metrics.registry, connectivity);
  if (producer) observeProducer(metrics.registry, producer, config.producing.maxQueuedBytes);
  if (consumer) observeConsumer(metrics.registry, consumer);
}

/** The whole of a service's process, from its environment to its exit status. */
export async function runService(define: ServiceDefinition, createEngine: EngineFactory): Promise<void> {
  try {
    const config = loadConfig();
    const logger = createLogger(config);
    const die = (error: unknown): void => {
      logger.fatal({ err: error }, 'an error that nobody handled');
      process.exit(EXIT_FAILED);
    };
    process.on('uncaughtException', die).on('unhandledRejection', die);
    const running = await startService(config, define, createEngine, logger);
    stopOnSignals(() => running.stop(), logger);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitCodeFor(error));
  }
}
