import { exporterOf, exporters, type MetricName } from '../signals/catalog';
import { targetLabels, type MetricFacts } from '../signals/catalog/exporter';
import { Query } from '../signals/query';
import type { Expression, Signal } from '../signals/signal';

/** Values to keep, by label; the labels are those of the signal's series. */
export type Selection<S extends Signal> = { readonly [L in S['by'][number]]?: string | readonly string[] };

function hasLabel(metric: MetricName, label: string): boolean {
  const families: Readonly<Record<string, MetricFacts>> = exporters[exporterOf(metric)].metrics;
  return [...targetLabels, ...(families[metric]?.labels ?? [])].includes(label);
}

const literally = (value: string): string => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const matcher = (label: string, values: readonly string[]): string =>
  values.length === 1
    ? `${label}=${JSON.stringify(values[0])}`
    : `${label}=~${JSON.stringify(values.map(literally).join('|'))}`;

/** Brokers write dots of a topic's name as underscores (`toScope` of Kafka's `KafkaMetricsGroup`). */
const asWritten = (family: MetricName, label: string, value: string): string =>
  label === 'topic' && exporterOf(family) === 'brokers' ? value.replaceAll('.', '_') : value;

/** Every selector of the family, however it is read; a text in quotation marks is none. */
const selectorsOf = (family: MetricName): RegExp =>
  new RegExp(String.raw`"(?:[^"\\]|\\.)*"|\b(${family}(?:_bucket|_count|_sum)?)\b(\{)?`, 'g');

const narrowed = (text: string, family: MetricName, match: string): string =>
  text.replace(selectorsOf(family), (whole, name?: string, brace?: string) => {
    if (name === undefined) return whole;
    return brace === undefined ? `${name}{${match}}` : `${name}{${match}, `;
  });

/** The same query over fewer series: every selector whose metric has the label gets the matcher. */
function narrow(query: Query, label: string, values: readonly string[]): Query {
  const families = [...query.metrics].filter((metric) => hasLabel(metric, label));
  if (families.length === 0) throw new Error(`no metric of '${query.text}' has the label '${label}'`);
  const matchOf = (family: MetricName): string =>
    matcher(
      label,
      values.map((value) => asWritten(family, label, value)),
    );
  const text = families.reduce((sofar, family) => narrowed(sofar, family, matchOf(family)), query.text);
  return new Query(text, query.metrics);
}

/**
 * A signal for some of its series. Selecting before the arithmetic is selecting after it because the label lives to the
 * end: it is one of `by`, so every aggregation keeps it (a test looks at each expression that is shown).
 */
export function only<S extends Signal>(signal: S, selection: Selection<S>): Signal {
  const chosen = Object.entries<string | readonly string[] | undefined>(selection).flatMap(([label, value]) =>
    value === undefined ? [] : [[label, typeof value === 'string' ? [value] : value] as const],
  );
  const narrowAll =
    (expression: Expression): Expression =>
    (window) =>
      chosen.reduce((query, [label, values]) => narrow(query, label, values), expression(window));
  const [best, ...rest] = signal.expressions;
  const single = chosen.filter(([, values]) => values.length === 1).map(([label]) => label);
  return {
    ...signal,
    // A label that is the same everywhere tells nothing apart.
    by: signal.by.filter((label) => !single.includes(label)),
    expressions: [narrowAll(best), ...rest.map(narrowAll)],
  };
}
