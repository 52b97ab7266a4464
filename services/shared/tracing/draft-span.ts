import {
  SpanStatusCode,
  TraceFlags,
  type Attributes,
  type AttributeValue,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
} from '@opentelemetry/api';
import type { EndedSpan, Fragment } from './fragment';
import type { SpanFacts } from './tracer';

/** What a draft knows when it is written out; times are those of `performance.now()`. */
export interface FinishedDraft {
  readonly facts: SpanFacts;
  readonly parent: SpanContext | undefined;
  readonly context: SpanContext;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: SpanStatus;
  readonly changed: Attributes;
  readonly links: readonly Link[];
  readonly exceptions: readonly { readonly exception: Exception; readonly at: number }[];
}

/** What drafts need of the tracer that makes them. */
export interface DraftMaker {
  newTraceId(): string;
  newSpanId(): string;
  readonly slowMs: number;
  write(draft: FinishedDraft): void;
}

/** Where a draft stands: under another one, or first in this process. */
export interface DraftPlace {
  readonly fragment: Fragment;
  /** Read when it is needed: the headers of most records are never looked into. */
  readonly parent: () => SpanContext | undefined;
  readonly isRoot: boolean;
}

interface Identity {
  readonly parent: SpanContext | undefined;
  readonly traceId: string;
  readonly spanId: string;
}

const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };

/**
 * A span of a trace that nobody chose. It costs little more than looking at the clock, and becomes a real span of the
 * SDK, with the ids others were told, when its fragment is kept. `docs/adr/0025-sampling.md` has the reasons.
 */
export class DraftSpan implements Span, EndedSpan {
  private readonly startedAt = performance.now();
  private endedAt: number | undefined;
  private identity: Identity | undefined;
  private status = UNSET;
  private changed: Attributes | undefined;
  private links: Link[] | undefined;
  private exceptions: { readonly exception: Exception; readonly at: number }[] | undefined;

  constructor(
    private facts: SpanFacts,
    private readonly place: DraftPlace,
    private readonly maker: DraftMaker,
  ) {}

  get fragment(): Fragment {
    return this.place.fragment;
  }

  /** `sampled` as soon as it is certain that this span is exported: who is told later keeps its own part, too. */
  spanContext(): SpanContext {
    if (this.endedAt === undefined && this.isSlow(performance.now())) this.fragment.keep('slow');
    const { parent, traceId, spanId } = this.identify();
    const traceFlags = this.fragment.kept ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const traceState = parent?.traceState;
    return { traceId, spanId, traceFlags, ...(traceState === undefined ? {} : { traceState }) };
  }

  isRecording(): boolean {
    return this.endedAt === undefined;
  }

  setAttribute(key: string, value: AttributeValue | undefined): this {
    if (value !== undefined) (this.changed ??= {})[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    Object.assign((this.changed ??= {}), attributes);
    return this;
  }

  /** None of ours has events besides exceptions. */
  addEvent(): this {
    return this;
  }

  addLink(link: Link): this {
    (this.links ??= []).push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    (this.links ??= []).push(...links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.status = status;
    if (status.code === SpanStatusCode.ERROR) this.fragment.keep('error');
    return this;
  }

  updateName(name: string): this {
    const { facts } = this;
    this.facts = { name, kind: facts.kind, attributes: () => facts.attributes() };
    return this;
  }

  recordException(exception: Exception): void {
    (this.exceptions ??= []).push({ exception, at: performance.now() });
  }

  end(): void {
    if (this.endedAt !== undefined) return;
    this.endedAt = performance.now();
    if (this.isSlow(this.endedAt)) this.fragment.keep('slow');
    this.fragment.ended(this, this.place.isRoot);
  }

  exportNow(): void {
    const { parent } = this.identify();
    this.maker.write({
      facts: this.facts,
      parent,
      context: this.spanContext(),
      startedAt: this.startedAt,
      endedAt: this.endedAt ?? performance.now(),
      status: this.status,
      changed: this.changed ?? {},
      links: this.links ?? [],
      exceptions: this.exceptions ?? [],
    });
  }

  private isSlow(now: number): boolean {
    return now - this.startedAt >= this.maker.slowMs;
  }

  private identify(): Identity {
    if (this.identity !== undefined) return this.identity;
    const parent = this.place.parent();
    this.identity = { parent, traceId: parent?.traceId ?? this.maker.newTraceId(), spanId: this.maker.newSpanId() };
    return this.identity;
  }
}
