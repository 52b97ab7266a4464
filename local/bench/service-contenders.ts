import { withAdmin } from '../kafka/cluster-probe';
import { waitUntil } from '../kafka/wait-until';
import { ask } from '../platform/http';
import type { ServiceLaunch } from '../platform/service-process';
import type { Measurement } from './measurement';
import { eventTemplate } from './payload';
import { usageOf, type Usage } from './process-usage';
import { runService, type RunningService } from './service-process';

const BATCH = 1_000;
const BATCHES_AT_ONCE = 5;
const SINGLES_AT_ONCE = 256;
const PRODUCE_REQUESTS = 'kafka_produce_batch_records_count';
const CONSUMED_LIMIT_MS = 300_000;

export interface ServiceRun {
  readonly launch: ServiceLaunch;
  readonly records: number;
  readonly bytes: number;
}

function measured(records: number, ms: number, before: Usage, after: Usage): Measurement {
  return {
    recordsPerSecond: (records / ms) * 1000,
    cpuSecondsPerMillion: ((after.cpuSeconds - before.cpuSeconds) / records) * 1e6,
    peakMebibytes: after.peakBytes / 2 ** 20,
  };
}

/** One event in each request, many requests at once: do they share produce requests? */
export async function singleEvents({ launch, records, bytes }: ServiceRun): Promise<Measurement> {
  const body = JSON.stringify(eventTemplate(bytes));
  return withProducer(launch, (service, count) => sendSingles(service, count, body), records);
}

/** The producer service over HTTP: batches of 1,000 events, five at once, each acknowledged by the brokers. */
export async function producerService({ launch, records, bytes }: ServiceRun): Promise<Measurement> {
  const body = JSON.stringify(eventTemplate(bytes));
  return withProducer(launch, (service, count) => sendBatches(service, count, body), records);
}

type Load = (service: RunningService, records: number) => Promise<void>;

async function withProducer(launch: ServiceLaunch, load: Load, records: number): Promise<Measurement> {
  const service = await runService(launch, 'ready');
  try {
    await load(service, BATCHES_AT_ONCE * 2 * BATCH); // warm-up: compiled code, connections, metadata
    const before = usageOf(service.pid);
    const requestsBefore = await metric(service, PRODUCE_REQUESTS);
    const begun = performance.now();
    await load(service, records);
    const result = measured(records, performance.now() - begun, before, usageOf(service.pid));
    return { ...result, recordsPerRequest: records / ((await metric(service, PRODUCE_REQUESTS)) - requestsBefore) };
  } finally {
    await service.stop();
  }
}

async function sendSingles(service: RunningService, records: number, body: string): Promise<void> {
  let left = records;
  const worker = async (): Promise<void> => {
    for (; left > 0;) {
      left -= 1;
      const { status, text } = await ask(`${service.url}/events`, { method: 'POST', body });
      if (status !== 200) throw new Error(`the producer answered ${status}: ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: SINGLES_AT_ONCE }, worker));
}

async function sendBatches(service: RunningService, records: number, body: string): Promise<void> {
  let left = Math.ceil(records / BATCH);
  const worker = async (): Promise<void> => {
    for (; left > 0;) {
      left -= 1;
      const { status, text, json } = await ask(`${service.url}/events/batch?count=${BATCH}`, { method: 'POST', body });
      const failed = (json as { failed_events?: number } | undefined)?.failed_events;
      if (status !== 200 || failed !== 0) throw new Error(`the producer answered ${status}: ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, worker));
}

/** The consumer service from the topic's start: validates, processes and commits each record. */
export async function consumerService(
  run: ServiceRun,
  group: string,
  servers: readonly string[],
): Promise<Measurement> {
  await withAdmin(servers, (admin) => admin.deleteGroups([group])).catch(() => undefined); // none yet at the first run
  const service = await runService(run.launch, 'live');
  try {
    const first = await processedAtLeast(service, 1);
    const begun = performance.now();
    const before = usageOf(service.pid);
    const last = await processedAtLeast(service, run.records);
    return measured(last - first, performance.now() - begun, before, usageOf(service.pid));
  } finally {
    await service.stop();
  }
}

async function processedAtLeast(service: RunningService, records: number): Promise<number> {
  const probe = async (): Promise<number | undefined> => {
    const { json } = await ask(`${service.url}/status`);
    const { processed = 0 } = json as { processed?: number };
    return processed >= records ? processed : undefined;
  };
  return waitUntil(`the consumer to process ${records} records`, probe, { timeoutMs: CONSUMED_LIMIT_MS, everyMs: 25 });
}

/** The sum over all labels. */
async function metric(service: RunningService, name: string): Promise<number> {
  const { text } = await ask(`${service.url}/metrics`);
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)$`, 'gm'))].map((found) =>
    Number(found[1]),
  );
  if (values.length === 0) throw new Error(`${service.url}/metrics has no ${name}`);
  return values.reduce((sum, value) => sum + value, 0);
}
