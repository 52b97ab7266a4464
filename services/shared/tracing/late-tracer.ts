import {
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Link,
  type Span,
  type SpanContext,
  type Tracer as SdkTracer,
} from '@opentelemetry/api';
import { DraftSpan, type DraftMaker, type FinishedDraft } from './draft-span';
import { Fragment, type FragmentObserver, type KeepBudget } from './fragment';
import type { PreparedIds } from './prepared-ids';
import { isPlainlyUnsampled, parentIn, type TraceCarrier } from './trace-context';
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
 * has failed or was slow.
 */
export class LateTracer implements Tracer, DraftMaker {
  readonly slowMs: number;

  constructor(private readonly parts: LateTracerParts) {
    this.slowMs = parts.slowMs;
  }

  startUnder(facts: SpanFacts, parent: Span | undefined): Span {
    if (parent instanceof DraftSpan) return this.draft(facts, parent.fragment, () => parent.spanContext(), false);
    const parentContext = parent?.spanContext();
    return this.startAfter(facts, parentContext && trace.isSpanContextValid(parentContext) ? parentContext : undefined);
  }

  startFrom(facts: SpanFacts, headers: TraceCarrier): Span {
    if (isPlainlyUnsampled(headers)) return this.draft(facts, this.newFragment(), () => parentIn(headers), true);
    return this.startAfter(facts, parentIn(headers));
  }

  startLinked(facts: SpanFacts, links: Link[]): Span {
    if (links.length === 0) return this.draft(facts, this.newFragment(), noParent, true);
    return this.start(facts, undefined).addLinks(links);
  }

  newTraceId(): string {
    return this.parts.ids.generateTraceId();
  }

  newSpanId(): string {
    return this.parts.ids.generateSpanId();
  }

  write({ facts, parent, context, startedAt, endedAt, status, changed, links, exceptions }: FinishedDraft): void {
    // The time of day as it is now, since the clock may have been set meanwhile.
    const zero = Date.now() - performance.now();
    const span = this.parts.ids.with(context, () => this.start(facts, parent, zero + startedAt));
    span
      .setAttributes(changed)
      .addLinks([...links])
      .setStatus(status);
    for (const { exception, at } of exceptions) span.recordException(exception, zero + at);
    span.end(zero + endedAt);
  }

  private startAfter(facts: SpanFacts, parent: SpanContext | undefined): Span {
    const chosen =
      parent === undefined ? Math.random() < this.parts.sampleRatio : (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    return chosen ? this.start(facts, parent) : this.draft(facts, this.newFragment(), () => parent, true);
  }

  private start(facts: SpanFacts, parent: SpanContext | undefined, startTime?: number): Span {
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    const at = startTime === undefined ? {} : { startTime };
    return this.parts.sdk.startSpan(facts.name, { kind: facts.kind, attributes: facts.attributes(), ...at }, context);
  }

  private draft(
    facts: SpanFacts,
    fragment: Fragment,
    parent: () => SpanContext | undefined,
    isRoot: boolean,
  ): DraftSpan {
    return new DraftSpan(facts, { fragment, parent, isRoot }, this);
  }

  private newFragment(): Fragment {
    return new Fragment(this.parts.budget, this.parts.observer);
  }
}

const noParent = (): undefined => undefined;
