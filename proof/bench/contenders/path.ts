import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { waitUntil } from '../../../local/kafka/wait-until';
import type { BenchPlatform } from '../bench-platform';
import type { Figures } from '../figures';
import { closedLoop } from '../load/closed-loop';
import { HttpTarget } from '../load/http';
import { LatencyHistogram } from '../load/latency';
import { openLoop, type OpenLoopPlan } from '../load/open-loop';
import { forgetGroup, groupOf } from './consumer';
import { eventTemplate } from './payload';
import { runService, startTogether, type ServiceProcess } from '../../service-process';
import { usageOf } from '../process-usage';
import { launchOf, usageFigures } from './service';

/** The whole way of an event: HTTP to the producer service, the brokers, the consumer service, processed. */

const CONNECTIONS = 256;
/** Of all events so many are asked for: enough for a 99.9th percentile. The consumer remembers a few seconds of events. */
const SAMPLES = 4_000;
const LOOK_AFTER_MS = 250;
const FOUND_LIMIT_MS = 15_000;

interface Path {
  readonly producer: HttpTarget;
  readonly consumer: HttpTarget;
  readonly services: readonly ServiceProcess[];
}

async function withPath(platform: BenchPlatform, work: (path: Path) => Promise<Figures>): Promise<Figures> {
  const { signal } = platform.start;
  await forgetGroup(platform, groupOf(platform, 'consumer'));
  const services = await startTogether(
    ['consumer', 'producer'].map((name) => () => runService(launchOf(platform, name), 'ready', signal)),
  );
  const targets: HttpTarget[] = [];
  try {
    targets.push(...services.map(({ url }) => new HttpTarget(url, CONNECTIONS)));
    const [consumer, producer] = targets;
    if (consumer === undefined || producer === undefined) throw new Error('a service is missing');
    return await work({ producer, consumer, services });
  } finally {
    await Promise.all(targets.map((target) => target.close()));
    await Promise.all(services.map((service) => service.stop()));
  }
}

/** When the consumer service processed an event, in milliseconds since the epoch, to the millisecond. */
async function processedAt(consumer: HttpTarget, eventId: string): Promise<number> {
  const look = async (): Promise<number | undefined> => {
    const { status, text } = await consumer.get(`/events/${eventId}`);
    if (status === 404) return undefined;
    return Date.parse((JSON.parse(text) as { processed_at: string }).processed_at);
  };
  return waitUntil(`event ${eventId} to be processed`, look, { timeoutMs: FOUND_LIMIT_MS, everyMs: LOOK_AFTER_MS });
}

const epochOf = (performanceMs: number): number => performance.timeOrigin + performanceMs;

/** Asks for sampled events while the load goes on: later the consumer has forgotten them. */
class Arrivals {
  readonly processed = new LatencyHistogram();
  readonly afterAnswer = new LatencyHistogram();
  private readonly looks: Promise<void>[] = [];
  private failure: unknown;

  constructor(private readonly consumer: HttpTarget) {}

  expect(eventId: string, sentMs: number, answeredMs: number): void {
    const look = this.look(eventId, sentMs, answeredMs);
    this.looks.push(look.catch((error: unknown) => void (this.failure ??= error)));
  }

  /** @throws Error when an acknowledged event was never processed */
  async all(): Promise<void> {
    await Promise.all(this.looks);
    if (this.failure !== undefined) throw this.failure as Error;
  }

  private async look(eventId: string, sentMs: number, answeredMs: number): Promise<void> {
    await pause(LOOK_AFTER_MS);
    const at = await processedAt(this.consumer, eventId);
    this.processed.record(at - epochOf(sentMs));
    this.afterAnswer.record(Math.max(0, at - epochOf(answeredMs)));
  }
}

function events(bytes: number): { readonly id: string; readonly body: string }[] {
  const template = eventTemplate(bytes);
  return Array.from({ length: SAMPLES }, () => randomUUID()).map((id) => ({
    id,
    body: JSON.stringify({ event_id: id, ...template }),
  }));
}

/** Requests at a fixed rate; latency of the answer, and until the event was processed. */
export function pathAtRate(platform: BenchPlatform, plan: OpenLoopPlan, bytes: number): Promise<Figures> {
  return withPath(platform, async ({ producer, consumer, services }) => {
    const arrivals = new Arrivals(consumer);
    const every = Math.max(1, Math.ceil((plan.rate * plan.seconds) / SAMPLES));
    const sampled = events(bytes);
    const other = JSON.stringify(eventTemplate(bytes));
    const eventOf = (index: number) => (index % every === 0 ? sampled[(index / every) % SAMPLES] : undefined);
    let usage = services.map((service) => usageOf(service.pid));
    const { figures, answers } = await openLoop(
      (index) => producer.post('/events', eventOf(index)?.body ?? other),
      plan,
      {
        onMeasuring: () => void (usage = services.map((service) => usageOf(service.pid))),
        onAnswer: (index, sent, answered) => {
          const event = eventOf(index);
          if (event !== undefined) arrivals.expect(event.id, sent, answered);
        },
      },
    );
    const after = services.map((service) => usageOf(service.pid));
    await arrivals.all();
    const processed = arrivals.processed.figures();
    const afterAnswer = arrivals.afterAnswer.figures();
    return {
      ...figures,
      ...named(processed, afterAnswer),
      ...usageFigures(usage, after, answers),
    };
  });
}

type Latencies = ReturnType<LatencyHistogram['figures']>;

function named(processed: Latencies, afterAnswer: Latencies): Figures {
  const { p50Ms: processedP50Ms, p99Ms: processedP99Ms, p999Ms: processedP999Ms } = processed;
  const { p50Ms: afterAnswerP50Ms, p99Ms: afterAnswerP99Ms } = afterAnswer;
  const all = { processedP50Ms, processedP99Ms, processedP999Ms, afterAnswerP50Ms, afterAnswerP99Ms };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** One request at a time: what Kafka's EndToEndLatency does without HTTP and services. Latency until processed. */
export function pathOneAtATime(platform: BenchPlatform, records: number, bytes: number): Promise<Figures> {
  return withPath(platform, async ({ producer, consumer }) => {
    const warm = JSON.stringify(eventTemplate(bytes));
    await closedLoop(Math.ceil(records / 4), 1, async () => void (await producer.post('/events', warm)));
    const arrivals = new Arrivals(consumer);
    const sampled = events(bytes).slice(0, records);
    await closedLoop(sampled.length, 1, async (index) => {
      platform.start.signal.throwIfAborted();
      const event = sampled[index];
      if (event === undefined) return;
      const sent = performance.now();
      await producer.post('/events', event.body);
      arrivals.expect(event.id, sent, performance.now());
    });
    await arrivals.all();
    return arrivals.processed.figures();
  });
}
