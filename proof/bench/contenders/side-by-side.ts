import type { ServiceLaunch } from '../../../local/platform/service-process';
import { runService, startTogether, type ServiceProcess } from '../../service-process';
import type { Figures } from '../figures';
import { closedLoopFor } from '../load/closed-loop';
import { HttpTarget } from '../load/http';
import { LatencyHistogram } from '../load/latency';
import { openLoop } from '../load/open-loop';
import { usageOf, type Usage } from '../process-usage';
import { CONNECTIONS_OPEN_LOOP } from './http-producer';
import { eventTemplate } from './payload';
import { onFreePorts, usageFigures } from './service';

/**
 * Variants of the producer service that are alive at the same time and are loaded in short turns: for differences that
 * are smaller than what a machine's mood changes from one run to the next.
 */

/** Compiled code: what a service that runs for weeks has behind it. */
const WARMUP_SECONDS = 5;
const TURN_SECONDS = 1;
/** Until the last answers of an open loop are there. */
const DRAIN_SECONDS = 5;

export interface TurnsPlan {
  /** Requests under way: as many as ever, or each at its own moment, this many a second. */
  readonly load: { readonly atOnce: number } | { readonly rate: number };
  /** For each variant, in all its turns. */
  readonly seconds: number;
  readonly bytes: number;
}

const NOTHING: Usage = { cpuSeconds: 0, peakBytes: 0 };

class Side {
  private readonly latency = new LatencyHistogram();
  private readonly target: HttpTarget;
  private cpuSeconds = 0;
  private answered = 0;
  private elapsedMs = 0;

  constructor(
    readonly name: string,
    private readonly service: ServiceProcess,
    private readonly load: TurnsPlan['load'],
    private readonly body: string,
  ) {
    this.target = new HttpTarget(service.url, 'atOnce' in load ? load.atOnce : CONNECTIONS_OPEN_LOOP);
  }

  async warmUp(): Promise<void> {
    const atOnce = 'atOnce' in this.load ? this.load.atOnce : Math.ceil(this.load.rate / 100);
    await closedLoopFor(WARMUP_SECONDS, atOnce, () => this.post());
  }

  async turn(): Promise<void> {
    const { cpuSeconds } = usageOf(this.service.pid);
    const begun = performance.now();
    this.answered += 'atOnce' in this.load ? await this.closed(this.load.atOnce) : await this.open(this.load.rate);
    this.elapsedMs += performance.now() - begun;
    this.cpuSeconds += usageOf(this.service.pid).cpuSeconds - cpuSeconds;
  }

  figures(): Figures {
    const after = { cpuSeconds: this.cpuSeconds, peakBytes: usageOf(this.service.pid).peakBytes };
    const recordsPerSecond = (this.answered / this.elapsedMs) * 1000;
    return { recordsPerSecond, ...this.latency.figures(), ...usageFigures([NOTHING], [after], this.answered) };
  }

  close(): Promise<void> {
    return this.target.close();
  }

  private post(): Promise<string> {
    return this.target.post('/events', this.body);
  }

  private closed(atOnce: number): Promise<number> {
    return closedLoopFor(TURN_SECONDS, atOnce, async () => {
      const sent = performance.now();
      await this.post();
      this.latency.record(performance.now() - sent);
    });
  }

  private async open(rate: number): Promise<number> {
    const plan = { rate, seconds: TURN_SECONDS, warmupSeconds: 0, drainSeconds: DRAIN_SECONDS };
    const onAnswer = (_index: number, intended: number, answered: number): void =>
      this.latency.record(answered - intended);
    const { answers, firstError } = await openLoop(() => this.post(), plan, { onAnswer });
    if (firstError !== undefined) throw new Error(`${this.name}: ${firstError}`);
    return answers;
  }
}

/** One event a request. Each pair of turns begins with the other one of two. @returns figures by the variants' names */
export async function singlesSideBySide(
  variants: Readonly<Record<string, ServiceLaunch>>,
  { load, seconds, bytes }: TurnsPlan,
  signal: AbortSignal,
): Promise<Record<string, Figures>> {
  const names = Object.keys(variants);
  const launches = await onFreePorts(Object.values(variants));
  const services = await startTogether(launches.map((launch) => () => runService(launch, 'ready', signal)));
  const body = JSON.stringify(eventTemplate(bytes));
  const sides = services.map((service, index) => new Side(names[index] ?? '', service, load, body));
  try {
    for (const side of sides) await side.warmUp();
    for (let turn = 0; turn < Math.ceil(seconds / TURN_SECONDS); turn += 1) {
      for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
        signal.throwIfAborted();
        await side.turn();
      }
    }
    return Object.fromEntries(sides.map((side) => [side.name, side.figures()]));
  } finally {
    await Promise.all(sides.map((side) => side.close()));
    await Promise.all(services.map((service) => service.stop()));
  }
}
