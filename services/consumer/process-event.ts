import type { Span } from '@opentelemetry/api';
import type { PostEvent } from '../../contracts/events/post';
import { activeIn, useActiveSpans } from '../shared/tracing';

/**
 * What is done with an event. It may be called again for the same event: after a failure, and after a crash between
 * processing and commit. An `UnprocessableEventError` sends the event to the dead-letter topic without another try.
 * The span of the record, or of the request, is OpenTelemetry's active one meanwhile.
 */
export type ProcessEvent = (event: PostEvent, signal: AbortSignal) => Promise<void>;

/** The same, of the record or the request that the span is of. */
export type TracedProcess = (event: PostEvent, signal: AbortSignal, span: Span | undefined) => Promise<void>;

export function inActiveSpan(process: ProcessEvent): TracedProcess {
  useActiveSpans();
  return (event, signal, span) =>
    span === undefined ? process(event, signal) : activeIn(span, () => process(event, signal));
}

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
