/**
 * Queries of the log store, LogQL: those of the dashboard and of docs/logs.md. Labels pick the streams, of which there are
 * few; what differs from line to line (topic, trace, level) is structured metadata and asked for behind them.
 */

type Matcher = readonly [name: string, operator: '=' | '=~' | '!=' | '!~', value: string];

/** A text of LogQL. A variable of Grafana in it stays one. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const matcher = ([name, operator, value]: Matcher): string => `${name}${operator}${quoted(value)}`;

/** Label of a stream: OpenTelemetry's `service.name`, as Loki spells it. */
const SERVICE = 'service_name';

/** Every stream has one; a selector must match something. */
const anyone: Matcher = [SERVICE, '=~', '.+'];

const lines = (stream: Matcher, ...found: readonly string[]): string =>
  [`{${matcher(stream)}}`, ...found.map((filter) => `| ${filter}`)].join(' ');

/** What Loki makes of the severities `error` and `fatal` of any writer. */
const failed = matcher(['detected_level', '=~', 'error|fatal']);

/** Lines of services whose name matches the regular expression. */
export const byService = (service: string): string => lines([SERVICE, '=~', service]);

/** Lines about records of that topic, and about dead letters that were sent to it. */
export const byTopic = (topic: string): string =>
  lines(anyone, [matcher(['topic', '=~', topic]), matcher(['dead_letter_topic', '=~', topic])].join(' or '));

/** Lines of all services while they worked on one request. */
export const byTrace = (traceId: string): string => lines(anyone, matcher(['trace_id', '=', traceId]));

export const errors = (service = '.+'): string => lines([SERVICE, '=~', service], failed);

/** Lines that hold a text, of services whose name matches. */
export const containing = (service: string, text: string): string =>
  `${lines([SERVICE, '=~', service])} |= ${quoted(text)}`;

/** Counted over time: what a graph shows. `$__auto` is Grafana's, the width of a point. */
const counted = (query: string): string => `sum by (${SERVICE}) (count_over_time(${query} [$__auto]))`;

export const linesByService = (service = '.+'): string => counted(byService(service));
export const errorsByService = (service = '.+'): string => counted(errors(service));

/** A query that is kept under a name, with what its reader puts in. */
export interface SavedQuery {
  readonly name: string;
  readonly says: string;
  readonly query: string;
}

export const savedQueries: readonly SavedQuery[] = [
  { name: 'by service', says: 'everything that one service wrote', query: byService('consumer') },
  { name: 'by topic', says: 'every line about a topic, whoever wrote it', query: byTopic('posts') },
  {
    name: 'by trace id',
    says: 'one request, through every service that touched it',
    query: byTrace('4bf92f3577b34da6a3ce929d0e0e4736'),
  },
  { name: 'errors', says: 'errors and fatal lines of everybody', query: errors() },
  { name: 'errors of a service', says: 'those of one service', query: errors('producer') },
  { name: 'brokers about a partition', says: 'what the brokers say of it', query: containing('kafka.*', 'posts-0') },
  { name: 'errors per service', says: 'how many, over time', query: errorsByService() },
];
