/**
 * What becomes of a line of log, as operators of the OpenTelemetry Collector's filelog receiver: the clusters' agents and
 * compose's collector read every container with the same ones. Whatever a container writes, its lines come out with the
 * same few fields; the line itself is kept as it was written.
 */

/** One step, by the Collector's own names (`pkg/stanza/docs/operators`). */
export type LineOperator = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** Fields of our services' lines that a query asks for, by the names under which `services/shared/logger.ts` and its callers write them. */
export const queriedFields = ['topic', 'dead_letter_topic'] as const;

/** Who wrote a line. All else is in the line: the store keeps labels few, and never an id of a request. */
export const resourceFields = {
  service: 'service.name',
  instance: 'service.instance.id',
  namespace: 'k8s.namespace.name',
  environment: 'deployment.environment.name',
} as const;

/** Where fields are between being read and being kept. */
const parsed = 'attributes.parsed';

const isJson = 'body startsWith "{"';

/** The beginning of a line that belongs to the one before it: a Java stack trace. */
const continuation = '^(\\s|Caused by: |\\.\\.\\. \\d+ more|[a-zA-Z0-9_.]+(Exception|Error)(: |\\s*$))';

/** Strimzi's `2026-11-21 22:00:00 INFO  [main] ...`, Kafka's own `[2026-11-21 22:00:00,123] INFO ...`. */
const log4jLine = '^\\[?\\d{4}-\\d{2}-\\d{2}[ T]\\S+\\s+(?P<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\b';

/** Of programs in Go: `ts=... level=info msg=...`. */
const logfmtLine = '\\blevel=(?P<level>[A-Za-z]+)';

/** Docker's files have it inside of the line. */
const endOfLine: LineOperator = {
  id: 'end-of-line',
  type: 'add',
  if: 'body endsWith "\\n"',
  field: 'body',
  value: 'EXPR(trimSuffix(body, "\\n"))',
};

const textLines: readonly LineOperator[] = [
  {
    id: 'stack-traces',
    type: 'recombine',
    combine_field: 'body',
    is_first_entry: `not (body matches ${JSON.stringify(continuation)})`,
    overwrite_with: 'oldest',
    // A line waits no longer than this for what may belong to it.
    force_flush_period: '2s',
    max_log_size: '256KiB',
  },
  ...[
    ['log4j', log4jLine],
    ['logfmt', logfmtLine],
  ].map(([id = '', regex = '']) => ({
    id,
    type: 'regex_parser',
    if: `not (${isJson}) and body matches ${JSON.stringify(regex.replace('?P<level>', ''))}`,
    regex,
    parse_to: parsed,
    on_error: 'send_quiet',
  })),
];

const jsonLine: LineOperator = {
  id: 'json',
  type: 'json_parser',
  if: isJson,
  parse_to: parsed,
  on_error: 'send_quiet',
};

/** Is that field there, and a text? An expression of the Collector, which fails on a missing parent. */
const has = (field: string): string => `attributes?.parsed?.${field} != nil`;

const moved = (field: string, to: string): LineOperator => ({
  id: `keep-${field}`,
  type: 'move',
  if: has(field),
  from: `${parsed}.${field}`,
  to,
  on_error: 'send_quiet',
});

/** The fields by which lines are found, at the places that OpenTelemetry has for them. */
const fields: readonly LineOperator[] = [
  { id: 'severity', type: 'severity_parser', if: has('level'), parse_from: `${parsed}.level`, on_error: 'send_quiet' },
  {
    id: 'trace',
    type: 'trace_parser',
    if: `${has('trace_id')} and ${has('span_id')}`,
    trace_id: { parse_from: `${parsed}.trace_id` },
    span_id: { parse_from: `${parsed}.span_id` },
    on_error: 'send_quiet',
  },
  ...queriedFields.map((field) => moved(field, `attributes.${field}`)),
  moved('service', `resource["${resourceFields.service}"]`),
  moved('instance', `resource["${resourceFields.instance}"]`),
];

/** All else that was read on the way: paths with a pod's uid, restart counts, the fields of the line over again. */
const keepOnlyThose: LineOperator = {
  id: 'keep-only',
  type: 'retain',
  fields: [
    ...queriedFields.map((field) => `attributes.${field}`),
    ...Object.values(resourceFields).map((field) => `resource["${field}"]`),
  ],
};

/**
 * @param source takes the container runtime's own form away, and says `service.name` of containers that do not say it themselves
 */
export const lineOperators = (environment: string, source: readonly LineOperator[]): LineOperator[] => [
  ...source,
  { id: 'environment', type: 'add', field: `resource["${resourceFields.environment}"]`, value: environment },
  endOfLine,
  ...textLines,
  jsonLine,
  ...fields,
  keepOnlyThose,
];
