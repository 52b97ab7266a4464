import type { ServiceLaunch } from '../../../local/platform/service-process';
import type { Figures } from '../figures';
import { closedLoop, closedLoopFor } from '../load/closed-loop';
import { HttpTarget } from '../load/http';
import { LatencyHistogram } from '../load/latency';
import { openLoop, type OpenLoopPlan } from '../load/open-loop';
import { eventTemplate } from './payload';
import { runService, type ServiceProcess } from '../../service-process';
import { usageOf } from '../process-usage';
import { metricOf, usageFigures } from './service';

/** Loads on the producer service over HTTP, with connections that are kept open. */

const BATCHES_AT_ONCE = 5;
const PRODUCE_REQUESTS = 'kafka_produce_batch_records_count';
/** Compiled code, connections, metadata. */
const WARMUP_BATCHES = 10;
const WARMUP_SECONDS = 1.5;
export const CONNECTIONS_OPEN_LOOP = 256;

type Load = (service: ServiceProcess, target: HttpTarget) => Promise<Figures>;

async function withProducer(
  launch: ServiceLaunch,
  connections: number,
  signal: AbortSignal,
  load: Load,
): Promise<Figures> {
  const service = await runService(launch, 'ready', signal);
  const target = new HttpTarget(service.url, connections);
  try {
    return await load(service, target);
  } finally {
    await target.close();
    await service.stop();
  }
}

export interface BatchesPlan {
  readonly records: number;
  readonly bytes: number;
  /** Events in a request. */
  readonly batch: number;
}

/** Batches, five at once, each acknowledged by the brokers. */
export function batches(
  launch: ServiceLaunch,
  { records, bytes, batch }: BatchesPlan,
  signal: AbortSignal,
): Promise<Figures> {
  const body = JSON.stringify(eventTemplate(bytes));
  return withProducer(launch, BATCHES_AT_ONCE, signal, async (service, target) => {
    const send = async (): Promise<void> => {
      signal.throwIfAborted();
      const text = await target.post(`/events/batch?count=${batch}`, body);
      const { failed_events: failed } = JSON.parse(text) as { failed_events?: number };
      if (failed !== 0) throw new Error(`the producer wrote only a part: ${text.slice(0, 300)}`);
    };
    await closedLoop(WARMUP_BATCHES, BATCHES_AT_ONCE, send);
    const [usage, requests] = [usageOf(service.pid), await metricOf(service, PRODUCE_REQUESTS)];
    const begun = performance.now();
    const pieces = Math.ceil(records / batch);
    await closedLoop(pieces, BATCHES_AT_ONCE, send);
    const written = pieces * batch;
    return {
      recordsPerSecond: (written / (performance.now() - begun)) * 1000,
      ...usageFigures([usage], [usageOf(service.pid)], written),
      recordsPerRequest: written / ((await metricOf(service, PRODUCE_REQUESTS)) - requests),
    };
  });
}

export interface SinglesPlan {
  readonly atOnce: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** One event a request, `atOnce` of them under way. Its latencies are those of a closed loop. */
export function singles(launch: ServiceLaunch, plan: SinglesPlan, signal: AbortSignal): Promise<Figures> {
  const body = JSON.stringify(eventTemplate(plan.bytes));
  return withProducer(launch, plan.atOnce, signal, async (service, target) => {
    const latency = new LatencyHistogram();
    await closedLoopFor(WARMUP_SECONDS, plan.atOnce, () => target.post('/events', body));
    const usage = usageOf(service.pid);
    const begun = performance.now();
    const answered = await closedLoopFor(plan.seconds, plan.atOnce, async () => {
      signal.throwIfAborted();
      const sent = performance.now();
      await target.post('/events', body);
      latency.record(performance.now() - sent);
    });
    const recordsPerSecond = (answered / (performance.now() - begun)) * 1000;
    return { recordsPerSecond, ...latency.figures(), ...usageFigures([usage], [usageOf(service.pid)], answered) };
  });
}

/** One event a request, each at its own moment. */
export function singlesAtRate(
  launch: ServiceLaunch,
  plan: OpenLoopPlan,
  bytes: number,
  signal: AbortSignal,
): Promise<Figures> {
  const body = JSON.stringify(eventTemplate(bytes));
  return withProducer(launch, CONNECTIONS_OPEN_LOOP, signal, async (service, target) => {
    let usage = usageOf(service.pid);
    const onMeasuring = (): void => void (usage = usageOf(service.pid));
    const { figures, answers, firstError } = await openLoop(() => target.post('/events', body), plan, { onMeasuring });
    if (answers === 0) throw new Error(`the producer answered nothing: ${firstError ?? 'no error was given'}`);
    return { ...figures, ...usageFigures([usage], [usageOf(service.pid)], answers) };
  });
}
