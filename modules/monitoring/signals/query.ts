import { exporterOf, type ExporterName, type LabelOf, type MetricName, type OfType } from './catalog';

/** How far back a rate looks: Grafana's own variable in a panel, a length of time in an alert. */
export type Window = '$__rate_interval' | `${number}${'s' | 'm' | 'h' | 'd'}`;

/** What a label may be compared with; a plain text is equality. */
export type Match = string | { readonly not: string } | { readonly matches: string } | { readonly matchesNot: string };

type Selection<M extends MetricName> = { readonly [L in LabelOf<M>]?: Match };

/** Labels two sides are joined by. */
export interface Join {
  readonly on?: readonly string[];
  readonly ignoring?: readonly string[];
  /** The side with more series, and labels it gets from the other. */
  readonly groupLeft?: readonly string[];
}

type Operator = '+' | '-' | '*' | '/' | '>' | '>=' | '<' | '<=' | '==' | '!=' | 'and' | 'or' | 'unless';

const joinText = ({ on, ignoring, groupLeft }: Join): string =>
  [
    on === undefined ? '' : ` on (${on.join(', ')})`,
    ignoring === undefined ? '' : ` ignoring (${ignoring.join(', ')})`,
    groupLeft === undefined ? '' : ` group_left (${groupLeft.join(', ')})`,
  ].join('');

/** An expression of PromQL and the metrics it reads. */
export class Query {
  constructor(
    readonly text: string,
    readonly metrics: ReadonlySet<MetricName>,
    private readonly compound = false,
  ) {}

  /** Who must be scraped for it to have an answer. */
  get exporters(): ReadonlySet<ExporterName> {
    return new Set([...this.metrics].map(exporterOf));
  }

  sum = (...by: string[]): Query => this.aggregate('sum', by);
  max = (...by: string[]): Query => this.aggregate('max', by);
  min = (...by: string[]): Query => this.aggregate('min', by);
  avg = (...by: string[]): Query => this.aggregate('avg', by);
  count = (...by: string[]): Query => this.aggregate('count', by);

  plus = (other: Query | number, join?: Join): Query => this.binary('+', other, join);
  minus = (other: Query | number, join?: Join): Query => this.binary('-', other, join);
  times = (other: Query | number, join?: Join): Query => this.binary('*', other, join);
  over = (other: Query | number, join?: Join): Query => this.binary('/', other, join);
  above = (other: Query | number, join?: Join): Query => this.binary('>', other, join);
  atLeast = (other: Query | number, join?: Join): Query => this.binary('>=', other, join);
  below = (other: Query | number, join?: Join): Query => this.binary('<', other, join);
  equals = (other: Query | number, join?: Join): Query => this.binary('==', other, join);
  differsFrom = (other: Query | number, join?: Join): Query => this.binary('!=', other, join);
  and = (other: Query, join?: Join): Query => this.binary('and', other, join);
  or = (other: Query, join?: Join): Query => this.binary('or', other, join);
  unless = (other: Query, join?: Join): Query => this.binary('unless', other, join);

  atMost = (limit: number): Query => this.call('clamp_max', limit);
  noLessThan = (limit: number): Query => this.call('clamp_min', limit);
  absent = (): Query => this.call('absent');

  /** Of an instant expression, looked at every minute. */
  maxOver = (window: Window): Query => this.subquery('max_over_time', window);
  minOver = (window: Window): Query => this.subquery('min_over_time', window);
  changes = (window: Window): Query => this.subquery('changes', window);

  private subquery(name: string, window: Window): Query {
    return new Query(`${name}(${this.inner}[${window}:1m])`, this.metrics);
  }

  private call(name: string, argument?: number): Query {
    return new Query(`${name}(${this.text}${argument === undefined ? '' : `, ${argument}`})`, this.metrics);
  }

  private aggregate(name: string, by: readonly string[]): Query {
    return new Query(`${name}${by.length === 0 ? '' : ` by (${by.join(', ')})`} (${this.text})`, this.metrics);
  }

  private binary(operator: Operator, other: Query | number, join: Join = {}): Query {
    const right = typeof other === 'number' ? String(other) : other.inner;
    const metrics = typeof other === 'number' ? this.metrics : new Set([...this.metrics, ...other.metrics]);
    return new Query(`${this.inner} ${operator}${joinText(join)} ${right}`, metrics, true);
  }

  private get inner(): string {
    return this.compound ? `(${this.text})` : this.text;
  }
}

function selectorText(name: string, selection: Readonly<Record<string, Match | undefined>>): string {
  const matchers = Object.entries(selection).flatMap(([label, match]) => {
    if (match === undefined) return [];
    if (typeof match === 'string') return [`${label}=${JSON.stringify(match)}`];
    if ('not' in match) return [`${label}!=${JSON.stringify(match.not)}`];
    if ('matches' in match) return [`${label}=~${JSON.stringify(match.matches)}`];
    return [`${label}!~${JSON.stringify(match.matchesNot)}`];
  });
  return matchers.length === 0 ? name : `${name}{${matchers.join(', ')}}`;
}

/** Series of one metric; a query itself, and what can be asked of its past. */
export class Series extends Query {
  constructor(text: string, family: MetricName) {
    super(text, new Set([family]));
  }

  rate = (window: Window): Query => this.range('rate', window);
  increase = (window: Window): Query => this.range('increase', window);
  /**
   * The same of a counter whose series begins with the first event: what it began with counts, too. Prometheus must have been
   * there before, or all that ever happened would be new to it.
   */
  counted = (window: Window): Query =>
    this.unless(this.ago(window)).and(metric('up').ago(window).count(), { on: [] }).or(this.increase(window));
  /** Of a gauge that only rises. */
  delta = (window: Window): Query => this.range('delta', window);
  /** Change in a second, of a gauge, by linear regression. */
  slope = (window: Window): Query => this.range('deriv', window);
  /** What it will be so many seconds from now, by linear regression over the window. */
  forecast = (window: Window, seconds: number): Query =>
    new Query(`predict_linear(${this.text}[${window}], ${seconds})`, this.metrics);
  ago = (window: Window): Query => new Query(`${this.text} offset ${window}`, this.metrics);

  private range(name: string, window: Window): Query {
    return new Query(`${name}(${this.text}[${window}])`, this.metrics);
  }
}

/** Series of a metric, all or those that the labels select. A summary has `quantile` as a label. */
export const metric = <M extends MetricName>(name: M, selection: Selection<M> = {}): Series =>
  new Series(selectorText(name, selection), name);

/** `_count` or `_sum` of a histogram or a summary. */
export const partOf = <M extends OfType<'histogram'> | OfType<'summary'>>(
  name: M,
  part: 'count' | 'sum',
  selection: Selection<M> = {},
): Series => new Series(selectorText(`${name}_${part}`, selection), name);

/** A bucket of a histogram: what took no longer than `le`. */
export const bucketOf = <M extends OfType<'histogram'>>(name: M, le: number, selection: Selection<M> = {}): Series =>
  new Series(selectorText(`${name}_bucket`, { ...selection, le: bound(le) }), name);

/** Prometheus 3 writes `le="1"` as `1.0`, Prometheus 2 as it was exposed. */
const bound = (le: number): Match => (Number.isInteger(le) ? { matches: `${le}([.]0)?` } : String(le));

/** A quantile of a histogram over the window, by labels. */
export function quantile<M extends OfType<'histogram'>>(
  share: number,
  name: M,
  window: Window,
  by: readonly LabelOf<M>[],
  selection: Selection<M> = {},
): Query {
  const buckets = new Series(selectorText(`${name}_bucket`, selection), name).rate(window).sum('le', ...by);
  return new Query(`histogram_quantile(${share}, ${buckets.text})`, buckets.metrics);
}

/** One figure, to be set against many series. */
export const scalar = (query: Query): Query => new Query(`scalar(${query.text})`, query.metrics);

/** Seconds since 1970, now. */
export const now = new Query('time()', new Set());
