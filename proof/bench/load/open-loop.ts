import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../figures';
import { LatencyHistogram } from './latency';

/**
 * An open loop: each send has its moment, and is begun then whether earlier ones are answered or not, as requests of
 * many users are. Latency counts from the intended moment: when the client stalls, or keeps the event loop busy so that
 * sends begin late, the wait is in the figures. A closed loop would send nothing meanwhile and hide it (coordinated
 * omission).
 */

export interface OpenLoopPlan {
  /** Sends a second. */
  readonly rate: number;
  readonly seconds: number;
  /** The same load before; its latencies are not counted, but what it leaves unanswered is there. */
  readonly warmupSeconds: number;
  /** How long answers are waited for after the last send. */
  readonly drainSeconds: number;
}

export interface Clock {
  /** Milliseconds since any moment. */
  now(): number;
  pause(ms: number): Promise<void>;
}

const realClock: Clock = { now: () => performance.now(), pause: (ms) => pause(ms) };

export interface OpenLoopResult {
  readonly figures: Figures;
  /** Answers that came in the counted time, those to sends of the warm-up among them: what CPU time was spent on. */
  readonly answers: number;
  readonly firstError: string | undefined;
}

export interface OpenLoopHooks {
  /** Called once, when the warm-up is over. */
  readonly onMeasuring?: () => void;
  /** Called for each counted send that was answered, with its intended moment on the clock. */
  readonly onAnswer?: (index: number, intendedMs: number, answeredMs: number) => void;
}

const PENDING = 0;
const SETTLED = 1;

class OpenLoop {
  private readonly warm: number;
  private readonly total: number;
  private readonly begun: number;
  private readonly state: Uint8Array;
  private readonly latency = new LatencyHistogram();
  private readonly middle = new Average();
  private readonly end = new Average();
  private launched = 0;
  private settled = 0;
  private settledWarm = 0;
  private failed = 0;
  private lastAnswer: number;
  private measuring = false;
  private firstError: string | undefined;

  constructor(
    private readonly send: (index: number) => Promise<unknown>,
    private readonly plan: OpenLoopPlan,
    private readonly clock: Clock,
    private readonly hooks: OpenLoopHooks,
  ) {
    this.warm = Math.round(plan.rate * plan.warmupSeconds);
    this.total = this.warm + Math.round(plan.rate * plan.seconds);
    this.state = new Uint8Array(this.total);
    this.begun = clock.now();
    this.lastAnswer = this.begun;
  }

  async run(): Promise<OpenLoopResult> {
    while (this.launched < this.total) {
      const now = this.clock.now();
      const due = Math.min(this.total, Math.floor(((now - this.begun) * this.plan.rate) / 1000) + 1);
      this.sample(now, due - this.settled);
      while (this.launched < due) this.launch(this.launched);
      if (this.launched < this.total) await this.clock.pause(Math.max(1, this.intended(this.launched) - now));
    }
    await this.drain();
    return this.result();
  }

  private intended(index: number): number {
    return this.begun + (index * 1000) / this.plan.rate;
  }

  private launch(index: number): void {
    if (index === this.warm) this.startMeasuring();
    this.launched += 1;
    let sent: Promise<unknown>;
    try {
      sent = this.send(index);
    } catch (error) {
      sent = Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    sent.then(
      () => this.settle(index, undefined),
      (error: unknown) => this.settle(index, error ?? 'no reason given'),
    );
  }

  private startMeasuring(): void {
    this.measuring = true;
    this.settledWarm = this.settled;
    this.lastAnswer = this.clock.now();
    this.hooks.onMeasuring?.();
  }

  private settle(index: number, error: unknown): void {
    if (this.state[index] !== PENDING) return;
    this.state[index] = SETTLED;
    this.settled += 1;
    const now = this.clock.now();
    if (this.measuring) this.lastAnswer = now;
    if (error !== undefined) this.firstError ??= error instanceof Error ? error.message : JSON.stringify(error);
    if (index < this.warm) return;
    if (error !== undefined) this.failed += 1;
    else this.hooks.onAnswer?.(index, this.intended(index), now);
    this.latency.record(now - this.intended(index));
  }

  /** Ends as soon as everything is answered. What is not answered then has waited at least this long. */
  private async drain(): Promise<void> {
    const limit = this.clock.now() + this.plan.drainSeconds * 1000;
    while (this.settled < this.total && this.clock.now() < limit) await this.clock.pause(5);
    if (this.settled === this.total) return;
    const late = new Error(`no answer within ${this.plan.drainSeconds} s after the last send`);
    for (let index = 0; index < this.total; index += 1) this.settle(index, late);
  }

  private sample(now: number, unanswered: number): void {
    const share = ((now - this.begun) / 1000 - this.plan.warmupSeconds) / this.plan.seconds;
    if (share >= 0.45 && share < 0.55) this.middle.add(unanswered);
    if (share >= 0.9) this.end.add(unanswered);
  }

  private result(): OpenLoopResult {
    const answers = this.settled - this.settledWarm;
    const seconds = (this.lastAnswer - this.intended(this.warm)) / 1000;
    return {
      answers,
      firstError: this.firstError,
      figures: {
        recordsPerSecond: (this.total - this.warm - this.failed) / seconds,
        ...this.latency.figures(),
        queueMiddle: this.middle.value,
        queueEnd: this.end.value,
        failed: this.failed,
      },
    };
  }
}

class Average {
  private sum = 0;
  private count = 0;

  add(value: number): void {
    this.sum += value;
    this.count += 1;
  }

  get value(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }
}

/** @param send begins one send and resolves with its answer; a rejection counts as failed, with its latency */
export function openLoop(
  send: (index: number) => Promise<unknown>,
  plan: OpenLoopPlan,
  hooks: OpenLoopHooks = {},
  clock: Clock = realClock,
): Promise<OpenLoopResult> {
  return new OpenLoop(send, plan, clock, hooks).run();
}
