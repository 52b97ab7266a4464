import { ROOT_CONTEXT, trace, type Link, type Span, type Tracer as SdkTracer } from '@opentelemetry/api';
import { DraftSpan, type DraftMaker, type FinishedDraft } from './draft-span';
import { Fragment, type FragmentObserver, type KeepBudget } from './fragment';
import type { PreparedIds } from './prepared-ids';
import { traceHeaders } from './spans';
import { isChosen, isPlainlyUnsampled, parentIn, type TraceCarrier } from './trace-context';
import type { SpanFacts, Tracer } from './tracer';

export interface LateTracerParts {
  /** Records and exports whatever is started. */
  readonly sdk: SdkTracer;
  readonly ids: PreparedIds;
  /** Of the traces that begin here, chosen at their start. */
  readonly sampleRatio: number;
  readonly slowMs: number;
  readonly budget: KeepBudget;
  readonly observer: FragmentObserver;
}

/**
 * Decides twice: at the start as the caller has decided, or by ratio; and for what was not chosen then once more when it
 * has failed or was slow. The SDK hears of a span when it has ended and is to be exported: if those that are chosen were
 * the SDK's from the start, all code that has to do with spans would have two kinds of them to expect, and run slower for
 * the ninety-nine that are not (docs/adr/0025).
 */
export class LateTracer implements Tracer, DraftMaker {
  readonly slowMs: number;

  constructor(private readonly parts: LateTracerParts) {
    this.slowMs = parts.slowMs;
  }

  startUnder(facts: SpanFacts, parent: Span | undefined): DraftSpan {
    if (parent instanceof DraftSpan) return new DraftSpan(facts, parent.fragment, parent, this);
    return this.startFrom(facts, parent === undefined ? {} : traceHeaders(parent));
  }

  startFrom(facts: SpanFacts, headers: TraceCarrier): DraftSpan {
    if (isPlainlyUnsampled(headers)) return this.draft(facts, false, headers);
    const parent = parentIn(headers);
    if (parent !== undefined) return this.draft(facts, isChosen(parent), headers);
    return this.draft(facts, Math.random() < this.parts.sampleRatio, undefined);
  }

  startLinked(facts: SpanFacts, links: Link[]): DraftSpan {
    return this.draft(facts, links.length > 0, undefined).addLinks(links);
  }

  newTraceId(): string {
    return this.parts.ids.generateTraceId();
  }

  newSpanId(): string {
    return this.parts.ids.generateSpanId();
  }

  write({ facts, parent, context, startedAt, endedAt, status, changed, links, happenings }: FinishedDraft): void {
    // The time of day as it is now, since the clock may have been set meanwhile.
    const zero = Date.now() - performance.now();
    const timeOfDay = (at: number): number => zero + at;
    const under = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    const options = {
      kind: facts.kind,
      attributes: { ...facts.attributes(), ...changed },
      links: [...links],
      startTime: timeOfDay(startedAt),
    };
    const span = this.parts.ids.with(context, () => this.parts.sdk.startSpan(facts.name, options, under));
    for (const happening of happenings) happening(span, timeOfDay);
    span.setStatus(status).end(timeOfDay(endedAt));
  }

  private draft(facts: SpanFacts, chosen: boolean, origin: TraceCarrier | undefined): DraftSpan {
    const fragment = new Fragment(this.parts.budget, this.parts.observer, chosen);
    return new DraftSpan(facts, fragment, origin, this);
  }
}
