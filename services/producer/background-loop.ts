import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../shared/logger';
import { newEvent } from './event-factory';
import { POSTS, type PostPublisher } from './post-publisher';

/** The producer's own test loop: one event after the other, an interval apart, until it is told to stop. */
export class BackgroundLoop {
  private running:
    { readonly intervalMs: number; readonly abort: AbortController; readonly ended: Promise<void> } | undefined;

  private closed = false;

  constructor(
    private readonly posts: PostPublisher,
    private readonly logger: Logger,
  ) {}

  /** What it runs at now; `undefined` when it does not. */
  get intervalMs(): number | undefined {
    return this.running?.intervalMs;
  }

  /** Starts it; one that runs goes over to the new interval. Does nothing once it is closed. */
  start(intervalMs: number): void {
    if (this.closed) return;
    const before = this.running;
    before?.abort.abort();
    const abort = new AbortController();
    const ended = Promise.all([before?.ended, this.run(intervalMs, abort.signal)]).then(() => undefined);
    this.running = { intervalMs, abort, ended };
  }

  /** Resolves when its last event is answered. @returns whether it was running */
  async stop(): Promise<boolean> {
    const running = this.running;
    this.running = undefined;
    running?.abort.abort();
    await running?.ended;
    return running !== undefined;
  }

  /** For good: the service stops. */
  async close(): Promise<void> {
    this.closed = true;
    await this.stop();
  }

  private async run(intervalMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.sendOne();
      await setTimeout(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A failure is logged and the loop goes on: it is there to show when the brokers are back. */
  private async sendOne(): Promise<void> {
    const event = newEvent();
    try {
      await this.posts.post(event);
      this.logger.info({ event_id: event.event_id }, `Test message sent successfully to topic ${POSTS}`);
    } catch (error) {
      this.logger.warn({ event_id: event.event_id, err: error }, `Test message not sent to topic ${POSTS}`);
    }
  }
}
