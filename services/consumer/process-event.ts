import type { PostEvent } from '../../contracts/events/post';

/**
 * What is done with an event. It may be called again for the same event: after a failure, and after a crash between
 * processing and commit. An `UnprocessableEventError` sends the event to the dead-letter topic without another try.
 * The record's span is OpenTelemetry's active one meanwhile.
 */
export type ProcessEvent = (event: PostEvent, signal: AbortSignal) => Promise<void>;

/** Events processed so far, by their type. */
export class EventTally {
  private readonly counts = new Map<string, number>();

  /** The platform's own processing: it counts. A real consumer puts its work here. */
  readonly process: ProcessEvent = (event) => {
    this.counts.set(event.event_type, (this.counts.get(event.event_type) ?? 0) + 1);
    return Promise.resolve();
  };

  byType(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
