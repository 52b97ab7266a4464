import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { Duration } from '../../model/units';
import type { Environment } from '../kafka/cache-dir';
import { guard } from '../kafka/guardian';
import { LOOPBACK } from '../kafka/listeners';
import { readRunRecord } from '../kafka/node-files';
import { chooseFreePorts, requirePortFree } from '../kafka/ports';
import { identify, isAlive, signal, type ProcessIdentity } from '../kafka/process-identity';
import { waitUntil } from '../kafka/wait-until';
import { writeWhole } from '../kafka/write-whole';
import { isOk } from '../platform/http';
import { PrometheusApi } from './prometheus-api';
import { prometheusConfig } from './prometheus-config';
import { prometheusProgram } from './prometheus-tools';
import type { ScrapeJob } from './scrape-jobs';

export interface PrometheusOptions {
  /** For the tools' folder and as Prometheus' environment. */
  readonly env: Environment;
  /** Its configuration, samples, log and process record. */
  readonly dir: string;
  readonly jobs: readonly ScrapeJob[];
  /** Groups of rules, in Prometheus' own words. @default - none */
  readonly rules?: readonly object[];
  /** Between two scrapes of a target, and two looks at the rules. @default 5 s */
  readonly interval?: Duration;
  /** How long samples are kept. @default 6 h */
  readonly retention?: Duration;
  /** On loopback. @default - a free one */
  readonly port?: number;
  /** Whether it outlives this process; `stopPrometheus` ends it. @default false */
  readonly detached?: boolean;
  /** What it says. @default - in its folder */
  readonly logFile?: string;
}

/** A Prometheus that was started in a folder and not stopped since. */
export interface RecordedPrometheus {
  readonly pid: number;
  /** False when it has ended by itself. */
  readonly alive: boolean;
}

const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;

const recordFile = (dir: string): string => join(dir, 'prometheus.json');
const logOf = ({ dir, logFile }: PrometheusOptions): string => logFile ?? join(dir, 'prometheus.log');

/** Prometheus has ended by itself. */
export class PrometheusDiedError extends Error {
  override readonly name = 'PrometheusDiedError';
  readonly code = 'PROMETHEUS_DIED';
}

const configurationFile = (dir: string): string => join(dir, 'prometheus.yml');

/** Configuration and rules, by file. */
function filesOf(options: PrometheusOptions, address: string): ReadonlyMap<string, string> {
  const { dir, jobs, rules = [], interval = Duration.seconds(5) } = options;
  const ruleFile = join(dir, 'rules.yml');
  const ruleFiles = rules.length === 0 ? [] : [ruleFile];
  return new Map([
    [ruleFile, stringify({ groups: rules })],
    [configurationFile(dir), stringify(prometheusConfig({ own: address, jobs, interval, ruleFiles }))],
  ]);
}

function argumentsOf({ dir, retention = Duration.hours(6) }: PrometheusOptions, address: string): readonly string[] {
  return [
    `--config.file=${configurationFile(dir)}`,
    `--storage.tsdb.path=${join(dir, 'samples')}`,
    `--storage.tsdb.retention.time=${retention.toSeconds()}s`,
    `--web.listen-address=${address}`,
    '--log.level=warn',
  ];
}

async function launch(options: PrometheusOptions, command: string, args: readonly string[]): Promise<ProcessIdentity> {
  const { dir, env, detached = false } = options;
  await mkdir(dirname(logOf(options)), { recursive: true });
  const log = await open(logOf(options), 'a');
  try {
    const child = spawn(command, args, { env, detached, stdio: ['ignore', log.fd, log.fd] });
    await new Promise<void>((settle, fail) => child.once('spawn', settle).once('error', fail));
    const identity = await identify(child.pid ?? 0);
    if (identity === undefined) throw await died(options);
    if (!detached) child.once('exit', guard(identity.pid));
    child.unref();
    await writeWhole(recordFile(dir), JSON.stringify(identity));
    return identity;
  } finally {
    await log.close();
  }
}

async function died(options: PrometheusOptions): Promise<PrometheusDiedError> {
  const log = logOf(options);
  const words = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-4).join('\n  ');
  return new PrometheusDiedError(`Prometheus has ended. The end of its log, ${log}:\n  ${words}`);
}

async function awaitReady(
  api: PrometheusApi,
  identity: ProcessIdentity,
  options: PrometheusOptions,
): Promise<PrometheusApi> {
  const ready = async (): Promise<true | undefined> => {
    if (await isOk(`${api.url}/-/ready`)) return true;
    if (!(await isAlive(identity))) throw await died(options);
    return undefined;
  };
  await waitUntil('Prometheus to be ready', ready, { timeoutMs: READY_LIMIT_MS });
  return api;
}

/**
 * A real Prometheus on this machine. Resolves when it is ready, which is before the first scrape.
 * @throws PrometheusToolsError when there is none here, PrometheusDiedError with its own words when it ended
 */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusApi> {
  const program = await prometheusProgram(options.env);
  const [port = 0] = options.port === undefined ? await chooseFreePorts(1, []) : [options.port];
  await requirePortFree(port, 'port of Prometheus', 'the option `port`');
  await mkdir(options.dir, { recursive: true });
  const address = `${LOOPBACK}:${port}`;
  for (const [file, text] of filesOf(options, address)) await writeWhole(file, text);
  const identity = await launch(options, program, argumentsOf(options, address));
  return awaitReady(new PrometheusApi(`http://${address}`), identity, options);
}

/**
 * As `startPrometheus`. One that runs in this folder is kept when it was started with the same targets and rules, else
 * replaced; its samples stay.
 */
export async function ensurePrometheus(options: PrometheusOptions & { readonly port: number }): Promise<PrometheusApi> {
  const running = await readRunRecord(recordFile(options.dir));
  if (running === undefined || !(await isAlive(running))) return startPrometheus(options);
  const address = `${LOOPBACK}:${options.port}`;
  const files = [...filesOf(options, address)];
  const written = await Promise.all(files.map(([file]) => readFile(file, 'utf8').catch(() => undefined)));
  if (files.every(([, text], index) => text === written[index])) {
    return awaitReady(new PrometheusApi(`http://${address}`), running, options);
  }
  await prometheusProgram(options.env); // before the old one is stopped for the new one
  await stopPrometheus(options.dir);
  return startPrometheus(options);
}

/** The Prometheus that was started in this folder and not stopped since, whether it runs or has died. */
export async function recordedPrometheus(dir: string): Promise<RecordedPrometheus | undefined> {
  const identity = await readRunRecord(recordFile(dir));
  return identity === undefined ? undefined : { pid: identity.pid, alive: await isAlive(identity) };
}

/** Ends the Prometheus that was started in this folder, and keeps its samples. Nothing to do when it does not run. */
export async function stopPrometheus(dir: string): Promise<void> {
  const identity = await readRunRecord(recordFile(dir));
  if (identity === undefined) return;
  const gone = async (): Promise<true | undefined> => ((await isAlive(identity)) ? undefined : true);
  await signal(identity, 'SIGTERM');
  try {
    await waitUntil('Prometheus to end', gone, { timeoutMs: STOP_LIMIT_MS, everyMs: 25 });
  } catch {
    await signal(identity, 'SIGKILL');
    await waitUntil('Prometheus to end', gone, { timeoutMs: STOP_LIMIT_MS, everyMs: 25 });
  }
  await rm(recordFile(dir), { force: true });
}
