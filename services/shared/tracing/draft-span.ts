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
  type TraceState,
} from '@opentelemetry/api';
import type { EndedSpan, Fragment } from './fragment';
import { parentIn, type TraceCarrier } from './trace-context';
import type { SpanFacts } from './tracer';

/** Something that happened at a moment of `performance.now()`, told to a span of the SDK. */
type Happening = (span: Span, timeOfDay: (at: number) => number) => void;

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
  readonly happenings: readonly Happening[];
}

/** What drafts need of the tracer that makes them. */
export interface DraftMaker {
  newTraceId(): string;
  newSpanId(): string;
  readonly slowMs: number;
  write(draft: FinishedDraft): void;
}

const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };

/**
 * Every span of ours until it is exported, if it ever is. It costs little more than looking at the clock, and becomes a
 * span of the SDK, with the ids others were told, when it has ended and its fragment is kept. `docs/adr/0025-sampling.md`
 * has the reasons.
 */
export class DraftSpan implements Span, EndedSpan {
  private readonly startedAt = performance.now();
  private endedAt: number | undefined;
  private ownTraceId: string | undefined;
  private ownSpanId: string | undefined;
  private status = UNSET;
  private changed: Attributes | undefined;
  private links: Link[] | undefined;
  private happenings: Happening[] | undefined;

  /** @param origin what it is under: a draft, or whatever headers name; nothing for the first span of a trace */
  constructor(
    private facts: SpanFacts,
    readonly fragment: Fragment,
    private readonly origin: DraftSpan | TraceCarrier | undefined,
    private readonly maker: DraftMaker,
  ) {}

  /** Ids are made when somebody asks for them: nobody asks for most. */
  get traceId(): string {
    return (this.ownTraceId ??= this.traceIdOfOrigin() ?? this.maker.newTraceId());
  }

  get spanId(): string {
    return (this.ownSpanId ??= this.maker.newSpanId());
  }

  /** `sampled` as soon as it is certain that this span is exported: who is told later keeps its own part, too. */
  get traceFlags(): TraceFlags {
    if (this.endedAt === undefined && this.isSlow(performance.now())) this.fragment.keep('slow');
    return this.fragment.kept ? TraceFlags.SAMPLED : TraceFlags.NONE;
  }

  /** That of whoever began the trace: there is none of ours. */
  get traceState(): TraceState | undefined {
    const { origin } = this;
    if (origin instanceof DraftSpan) return origin.traceState;
    return origin?.['tracestate'] === undefined ? undefined : this.parent()?.traceState;
  }

  spanContext(): SpanContext {
    const { traceId, spanId, traceFlags, traceState } = this;
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

  addEvent(name: string, attributes?: unknown): this {
    const at = performance.now();
    const given = typeof attributes === 'object' ? (attributes as Attributes) : {};
    return this.happened((span, timeOfDay) => span.addEvent(name, given, timeOfDay(at)));
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
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
    const at = performance.now();
    this.happened((span, timeOfDay) => span.recordException(exception, timeOfDay(at)));
  }

  end(): void {
    if (this.endedAt !== undefined) return;
    this.endedAt = performance.now();
    if (this.isSlow(this.endedAt)) this.fragment.keep('slow');
    this.fragment.ended(this, !(this.origin instanceof DraftSpan));
  }

  exportNow(): void {
    const { facts, startedAt, status, changed = {}, links = [], happenings = [] } = this;
    const endedAt = this.endedAt ?? performance.now();
    const parent = this.parent();
    const context = this.spanContext();
    this.maker.write({ facts, parent, context, startedAt, endedAt, status, changed, links, happenings });
  }

  private happened(happening: Happening): this {
    (this.happenings ??= []).push(happening);
    return this;
  }

  private isSlow(now: number): boolean {
    return now - this.startedAt >= this.maker.slowMs;
  }

  /** A draft knows its own trace id without the span id of what it is under. */
  private traceIdOfOrigin(): string | undefined {
    return this.origin instanceof DraftSpan ? this.origin.traceId : this.parent()?.traceId;
  }

  /** Headers are read when it is needed: those of most records are never looked into. */
  private parent(): SpanContext | undefined {
    const { origin } = this;
    if (origin === undefined) return undefined;
    return origin instanceof DraftSpan ? origin.spanContext() : parentIn(origin);
  }
}
