import { closedLoop } from '../../../../proof/bench/load/closed-loop';
import { LatencyHistogram } from '../../../../proof/bench/load/latency';
import { openLoop, type Clock } from '../../../../proof/bench/load/open-loop';

/** Time that goes on only when somebody pauses: what was to happen meanwhile happens in its order. */
class FakeClock implements Clock {
  private time = 1_000;
  private readonly events: { at: number; act: () => void }[] = [];

  now(): number {
    return this.time;
  }

  at(ms: number, act: () => void): void {
    this.events.push({ at: ms, act });
    this.events.sort((one, other) => one.at - other.at);
  }

  after(ms: number): Promise<void> {
    return new Promise((settle) => this.at(this.time + ms, settle));
  }

  /** The event loop was busy: nobody gets a turn. */
  jump(ms: number): void {
    this.time += ms;
  }

  async pause(ms: number): Promise<void> {
    const until = this.time + ms;
    for (let next = this.events[0]; next !== undefined && next.at <= until; next = this.events[0]) {
      this.events.shift();
      this.time = Math.max(this.time, next.at);
      next.act();
      // Whoever waited for it goes on before time does.
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
    this.time = Math.max(this.time, until);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
}

const plan = { rate: 100, seconds: 10, warmupSeconds: 1, drainSeconds: 5 };
const ANSWER_MS = 2;
const [STALL_FROM, STALL_UNTIL] = [6_000, 8_000];

/** Answers after 2 ms, but for two seconds in which it answers nothing at all. */
const stalling = (clock: FakeClock) => () => {
  const now = clock.now();
  const stalled = now >= STALL_FROM && now < STALL_UNTIL;
  return clock.after(stalled ? STALL_UNTIL - now + ANSWER_MS : ANSWER_MS);
};

describe('openLoop', () => {
  it('begins each send at its own moment and measures a steady client as it is', async () => {
    const clock = new FakeClock();
    const moments: number[] = [];
    const { figures, answers } = await openLoop(
      () => {
        moments.push(clock.now());
        return clock.after(ANSWER_MS);
      },
      plan,
      {},
      clock,
    );
    expect(moments).toHaveLength(1_100);
    expect(moments.slice(0, 4)).toEqual([1_000, 1_010, 1_020, 1_030]);
    expect(figures.p50Ms).toBeCloseTo(ANSWER_MS, 1);
    expect(figures.maxMs).toBeCloseTo(ANSWER_MS, 1);
    expect(figures.failed).toBe(0);
    expect(figures.recordsPerSecond).toBeCloseTo(100, 0);
    expect(answers).toBeGreaterThanOrEqual(1_000);
  });

  it('shows a stall to everybody whom it kept waiting, which a closed loop hides', async () => {
    const clock = new FakeClock();
    const { figures } = await openLoop(stalling(clock), plan, {}, clock);
    // Two of ten seconds: a fifth of all sends waited, a second on average.
    expect(figures.p50Ms).toBeCloseTo(ANSWER_MS, 1);
    expect(figures.p99Ms).toBeGreaterThan(1_800);
    expect(figures.maxMs).toBeCloseTo(2_002, -1);

    const naive = new FakeClock();
    const [send, closed] = [stalling(naive), new LatencyHistogram()];
    const ended = closedLoop(1_000, 1, async () => {
      const sent = naive.now();
      await send();
      closed.record(naive.now() - sent);
      await naive.after(8);
    });
    await naive.pause(20_000);
    await ended;
    // One send met the stall; the others were never begun.
    expect(closed.figures().p99Ms).toBeCloseTo(ANSWER_MS, 1);
    expect(closed.figures().maxMs).toBeGreaterThan(1_800);
  });

  it('counts from the intended moment when the client kept the event loop busy', async () => {
    const clock = new FakeClock();
    let sends = 0;
    const { figures } = await openLoop(
      () => {
        sends += 1;
        if (sends === 600) clock.jump(3_000);
        return clock.after(ANSWER_MS);
      },
      plan,
      {},
      clock,
    );
    expect(sends).toBe(1_100);
    expect(figures.p50Ms).toBeCloseTo(ANSWER_MS, 1);
    expect(figures.p99Ms).toBeGreaterThan(2_800);
  });

  it('shows a queue that grows, and what has no answer at the end as failed', async () => {
    const clock = new FakeClock();
    let answered = 0;
    const slow: (() => void)[] = [];
    const answerOne = (): void => {
      slow.shift()?.();
      answered += 1;
      clock.at(clock.now() + 20, answerOne);
    };
    clock.at(1_020, answerOne);
    const { figures, firstError } = await openLoop(
      () => new Promise<void>((settle) => slow.push(settle)),
      plan,
      {},
      clock,
    );
    // Half of what is sent is answered: 50 more wait after each second.
    expect(figures.queueMiddle).toBeGreaterThan(250);
    expect(figures.queueEnd).toBeGreaterThan((figures.queueMiddle ?? 0) * 1.6);
    expect(figures.failed).toBeGreaterThan(200);
    expect(answered).toBeGreaterThan(700);
    expect(firstError).toContain('no answer within 5 s');
  });

  it('leaves the warm-up out and says when it is over', async () => {
    const clock = new FakeClock();
    let measuringFrom = 0;
    const onMeasuring = (): void => void (measuringFrom = clock.now());
    const send = () => clock.after(clock.now() < 2_000 ? 500 : ANSWER_MS);
    const { figures } = await openLoop(send, plan, { onMeasuring }, clock);
    expect(measuringFrom).toBe(2_000);
    expect(figures.maxMs).toBeCloseTo(ANSWER_MS, 1);
  });

  it('counts rejections and thrown errors as failed, with their latency, and keeps the first reason', async () => {
    const clock = new FakeClock();
    let sends = 0;
    const { figures, firstError } = await openLoop(
      () => {
        sends += 1;
        if (sends === 500) throw new Error('queue full');
        if (sends === 501) return clock.after(40).then(() => Promise.reject(new Error('refused')));
        return clock.after(ANSWER_MS);
      },
      plan,
      {},
      clock,
    );
    expect(figures.failed).toBe(2);
    expect(figures.maxMs).toBeCloseTo(40, 0);
    expect(firstError).toBe('queue full');
  });
});
