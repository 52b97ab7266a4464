import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { encodeRuntimeConfig } from '../../../contracts/runtime-config';
import { serviceNames, type ServiceName } from '../../../contracts/services';
import { local } from '../../../environments/local';
import { bundleServices } from '../../../local/build/bundle';
import { EmbeddedCluster, QUICK_FAILOVER, reconcileTopics, waitUntil } from '../../../local/kafka';
import type { PrometheusApi, Sample } from '../../../local/observability/prometheus-api';
import { startPrometheus, stopPrometheus } from '../../../local/observability/prometheus-process';
import { platformJobs } from '../../../local/observability/scrape-jobs';
import { brokerMetrics } from '../../../model/broker-metrics';
import { resolve } from '../../../model/resolve';
import { runtimeConfig } from '../../../model/runtime-config';
import { Duration } from '../../../model/units';
import { ServiceProcess } from '../services/service-process';

const environment = resolve(local);

/** Enough for requests one by one; a batch of a thousand overflows it. */
const MAX_QUEUED_RECORDS = 300;

function variables(name: ServiceName, bootstrapServers: readonly string[]): Record<string, string> {
  const identity = { bootstrapServers, instance: `${name}-0`, security: { protocol: 'PLAINTEXT' } } as const;
  const config = runtimeConfig(environment, name, identity);
  return encodeRuntimeConfig({
    ...config,
    http: { ...config.http, port: 0 },
    drainTimeoutMs: 5_000,
    producing: { ...config.producing, maxQueuedRecords: MAX_QUEUED_RECORDS },
    consuming: { ...config.consuming, attempts: 3, retryInitialMs: 20, retryMaxMs: 50 },
  });
}

/** The services as they are shipped, and the consumer with a processing that can fail. */
async function bundles(dir: string): Promise<Readonly<Record<ServiceName, string>>> {
  const consumer = join(dir, 'failing-consumer.js');
  const entry = join(__dirname, '..', 'services', 'failing-consumer.ts');
  await Promise.all([
    bundleServices(dir),
    build({
      entryPoints: [entry],
      outfile: consumer,
      bundle: true,
      platform: 'node',
      keepNames: true,
      logLevel: 'silent',
    }),
  ]);
  return { producer: join(dir, 'producer.js'), consumer, 'ping-pong': join(dir, 'ping-pong.js') };
}

type Services = Readonly<Record<ServiceName, ServiceProcess>>;

async function startServices(dir: string, servers: readonly string[]): Promise<Services> {
  const programs = await bundles(dir);
  const started = await Promise.all(
    serviceNames.map(
      async (name) => [name, await ServiceProcess.start(programs[name], variables(name, servers))] as const,
    ),
  );
  await Promise.all(started.map(([, service]) => service.ready()));
  return Object.fromEntries(started) as unknown as Services;
}

/** Three brokers with the metrics of a cluster's, the services, and a real Prometheus that scrapes all of them each second. */
export class ObservedPlatform {
  private constructor(
    readonly cluster: EmbeddedCluster,
    readonly services: Services,
    readonly prometheus: PrometheusApi,
    private readonly dir: string,
  ) {}

  /** @param rules groups of rules, in Prometheus' own words */
  static async start(rules: readonly object[] = []): Promise<ObservedPlatform> {
    const dir = await mkdtemp(join(tmpdir(), 'millrace-observed-'));
    const cluster = await EmbeddedCluster.start({
      dir: join(dir, 'kafka'),
      env: process.env,
      config: { ...environment.kafka.config, ...QUICK_FAILOVER },
      metrics: { allowList: brokerMetrics },
    });
    await reconcileTopics(cluster.bootstrapServers, environment.topics);
    const services = await startServices(join(dir, 'programs'), cluster.bootstrapServers);
    const jobs = platformJobs({
      nodes: cluster.metricsTargets,
      services: serviceNames.map((name) => ({
        name,
        instance: `${name}-0`,
        address: new URL(services[name].url).host,
      })),
    });
    const interval = Duration.seconds(1);
    const prometheus = await startPrometheus({ env: process.env, dir: join(dir, 'prometheus'), jobs, rules, interval });
    return new ObservedPlatform(cluster, services, prometheus, dir);
  }

  /** Waits until an expression's answer is as it should be. */
  async until(
    expression: string,
    holds: (values: readonly number[], samples: readonly Sample[]) => boolean,
    timeoutMs = 40_000,
  ): Promise<readonly Sample[]> {
    let last: readonly Sample[] = [];
    return waitUntil(
      () => `${expression}; the last answer was ${JSON.stringify(last)}`,
      async () => {
        last = await this.prometheus.query(expression);
        return holds(
          last.map(({ value }) => value),
          last,
        )
          ? last
          : undefined;
      },
      { timeoutMs, everyMs: 250 },
    );
  }

  async stop(): Promise<void> {
    await stopPrometheus(join(this.dir, 'prometheus'));
    await Promise.all(Object.values(this.services).map((service) => service.end()));
    await this.cluster.destroy();
    await rm(this.dir, { recursive: true, force: true });
  }
}
