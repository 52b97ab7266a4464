import type { ExporterName } from './catalog';
import type { Query, Window } from './query';

/** Grafana's ids are in `modules/monitoring/dashboards`. */
export type Unit =
  | 'count'
  | 'seconds'
  | 'milliseconds'
  | 'bytes'
  | 'bytes per second'
  | 'messages'
  | 'messages per second'
  | 'requests per second'
  | 'per second'
  /** 0 to 1. */
  | 'share'
  /** 1 or 0. */
  | 'yes or no';

export type SignalKind = 'state' | 'amount' | 'rate' | 'latency' | 'forecast';

export type SignalGroup = 'brokers' | 'quorum' | 'topics' | 'groups' | 'services' | 'platform';

/** One thing worth knowing, written once: dashboards, alerts and docs/signals.md are made of it. */
export interface Signal {
  /** Lower-case words with hyphens, unique. */
  readonly name: string;
  readonly title: string;
  /** What it means to who looks at it, and what is normal. */
  readonly meaning: string;
  readonly unit: Unit;
  readonly kind: SignalKind;
  readonly group: SignalGroup;
  /** Labels of its series; none when it is one figure. */
  readonly by: readonly string[];
  /** The best source first; the first whose exporters are all scraped is taken. */
  readonly expressions: readonly [Expression, ...Expression[]];
}

export type Expression = (window: Window) => Query;

/** The expression for a platform with these exporters; nothing when none of them can be answered there. */
export function expressionFor({ expressions }: Signal, scraped: ReadonlySet<ExporterName>): Expression | undefined {
  return expressions.find((expression) => [...expression('5m').exporters].every((exporter) => scraped.has(exporter)));
}
