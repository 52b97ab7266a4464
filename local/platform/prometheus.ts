import { join } from 'node:path';
import { brokerMetrics } from '../../model/broker-metrics';
import { rulesFile } from '../../modules/monitoring/alerts/rules';
import { scrapedOn } from '../../modules/monitoring/signals/catalog';
import type { EmbeddedCluster } from '../kafka/embedded-cluster';
import { requirePortFree } from '../kafka/ports';
import { ensurePrometheus, recordedPrometheus, stopPrometheus } from '../observability/prometheus-process';
import { prometheusProgram, PrometheusToolsError } from '../observability/prometheus-tools';
import { platformJobs, type ScrapeJob } from '../observability/scrape-jobs';
import type { Platform } from './platform';
import type { Steps } from './steps';

/** Prometheus' own; the platform's shift is added. */
const PORT = 9090;

/** The Prometheus of a platform on this machine, wanted or not, running or not. */
export interface PrometheusLaunch {
  readonly port: number;
  readonly url: string;
  /** Configuration, samples and process record. */
  readonly dir: string;
  readonly logFile: string;
  /** How many it scrapes: brokers, services and itself. */
  readonly targets: number;
}

/** @param portOffset as the platform's */
export function describePrometheus({ layout, environment }: Platform, portOffset: number): PrometheusLaunch {
  const port = PORT + portOffset;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    dir: layout.prometheus,
    logFile: join(layout.serviceLogs, 'prometheus.log'),
    targets: environment.kafka.brokers.length + environment.services.length + 1,
  };
}

/** The same platform, its brokers with what a cluster's brokers tell of themselves. */
export function withMetrics(platform: Platform): Platform {
  return { ...platform, cluster: { ...platform.cluster, metrics: { allowList: brokerMetrics } } };
}

async function programOf({ cluster }: Platform): Promise<string> {
  try {
    return await prometheusProgram(cluster.env);
  } catch (cause) {
    if (!(cause instanceof PrometheusToolsError)) throw cause;
    const enough = '`make up PROMETHEUS=1` needs prometheus alone of them, `make up` none.';
    throw new PrometheusToolsError(`${cause.message}\n${enough}`, { cause });
  }
}

/**
 * Before anything starts: a taken port, and a program that must be fetched or cannot be had.
 * @param howToChoose another port
 */
export async function requirePrometheus(
  platform: Platform,
  { dir, port }: PrometheusLaunch,
  steps: Steps,
  howToChoose: string,
): Promise<void> {
  if ((await recordedPrometheus(dir))?.alive === true) return;
  await requirePortFree(port, 'port of Prometheus', howToChoose);
  await steps.run(
    'prometheus looked for',
    () => programOf(platform),
    (file) => `prometheus is here: ${file}`,
  );
}

function jobsOf(platform: Platform, cluster: EmbeddedCluster): readonly ScrapeJob[] {
  return platformJobs({
    nodes: cluster.metricsTargets,
    services: platform.addresses.services.map(({ name, port }) => ({
      name,
      instance: `${name}-0`,
      address: `127.0.0.1:${port}`,
    })),
  });
}

/** Starts it with the environment's alert rules; one that runs is kept, or replaced when targets or rules changed. */
export async function watch(
  platform: Platform,
  cluster: EmbeddedCluster,
  launch: PrometheusLaunch,
  steps: Steps,
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  const { environment } = platform;
  const { dir, port, url, logFile } = launch;
  if ((await recordedPrometheus(dir))?.alive !== true) undo.push(() => stopPrometheus(dir));
  const { groups } = rulesFile({ environment, exporters: scrapedOn.laptop });
  const jobs = jobsOf(platform, cluster);
  await steps.run(
    'prometheus starting',
    () => ensurePrometheus({ env: platform.cluster.env, dir, port, logFile, jobs, rules: groups, detached: true }),
    () => `prometheus ready on ${url}`,
  );
}
