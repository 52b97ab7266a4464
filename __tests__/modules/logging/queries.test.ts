import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queriedFields } from '../../../model/log-lines';
import {
  byService,
  byTopic,
  byTrace,
  containing,
  errors,
  errorsByService,
  savedQueries,
} from '../../../model/log-queries';
import { exemplarsToTraces, lokiUid, telemetrySources, tempoUid } from '../../../model/telemetry-sources';
import { logsDashboard } from '../../../modules/monitoring/dashboards';

const page = readFileSync(join(__dirname, '../../../docs/logs.md'), 'utf8');

/** Texts of a query cut out, the brackets that are left must pair. */
function pairs(query: string): boolean {
  const open: string[] = [];
  const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const sign of query.replace(/"(\\.|[^"\\])*"/g, '')) {
    if ('([{'.includes(sign)) open.push(sign);
    else if (sign in closing && open.pop() !== closing[sign]) return false;
  }
  return open.length === 0;
}

const labelsIn = (query: string): string[] =>
  (/\{(.*?)\}/.exec(query)?.[1] ?? '').split(',').map((part) => part.split(/[=!]/)[0]?.trim() ?? '');

describe('the saved queries', () => {
  it('ask for a service, a topic, a trace and errors', () => {
    expect(byService('consumer')).toBe('{service_name=~"consumer"}');
    expect(byTopic('posts')).toBe('{service_name=~".+"} | topic=~"posts" or dead_letter_topic=~"posts"');
    expect(byTrace('abc')).toBe('{service_name=~".+"} | trace_id="abc"');
    expect(errors('producer')).toBe('{service_name=~"producer"} | detected_level=~"error|fatal"');
    expect(errorsByService()).toBe(
      'sum by (service_name) (count_over_time({service_name=~".+"} | detected_level=~"error|fatal" [$__auto]))',
    );
  });

  it('keep a quote in a text inside of it', () => {
    expect(containing('.+', 'said "no" \\')).toBe('{service_name=~".+"} |= "said \\"no\\" \\\\"');
  });

  it.each(savedQueries)('choose streams by labels that there are, and never by an id: $name', ({ query }) => {
    expect(pairs(query)).toBe(true);
    expect(labelsIn(query)).toEqual(['service_name']);
  });

  it('ask by topic for each field that the agents keep of a line', () => {
    for (const field of queriedFields) expect(byTopic('posts')).toContain(`${field}=~"posts"`);
  });

  it('stand in docs/logs.md, word for word', () => {
    for (const { name, query } of savedQueries) {
      expect(page).toContain(name);
      expect(page).toContain(query);
    }
  });
});

describe('the dashboard of logs', () => {
  const { uid, tags, panels, templating } = logsDashboard().model;
  const targets = (panels ?? []).flatMap((panel) => ('targets' in panel ? (panel.targets ?? []) : [])) as unknown as {
    readonly expr: string;
    readonly datasource: object;
  }[];

  it('has each saved way of looking as a panel of Loki', () => {
    expect(uid).toBe('millrace-logs');
    expect(tags).toContain('millrace');
    expect(targets.map(({ expr }) => expr)).toEqual([
      expect.stringContaining('count_over_time({service_name=~"$service"} ['),
      errorsByService('$service'),
      errors('$service'),
      containing('$service', '$text'),
      byTopic('$topic'),
      byTrace('$trace'),
    ]);
    for (const { datasource } of targets) expect(datasource).toEqual({ type: 'loki', uid: 'loki' });
  });

  it('lets its reader fill in every variable that a panel has', () => {
    const asked = new Set(targets.flatMap(({ expr }) => [...expr.matchAll(/\$(?!__)(\w+)/g)].map(([, name]) => name)));
    expect((templating?.list ?? []).map(({ name }) => name).sort()).toEqual([...asked].sort());
  });

  it('shows no line of a trace before somebody asks for one', () => {
    const trace = templating?.list?.find(({ name }) => name === 'trace');
    // An empty id is that of every line without one.
    expect(trace?.query).not.toBe('');
  });
});

describe('the data sources', () => {
  const sources = telemetrySources({ loki: 'http://loki:3100', tempo: 'http://tempo:3200' }) as {
    uid: string;
    url: string;
    jsonData: Record<string, unknown>;
  }[];

  it('lead from a line to its trace and back', () => {
    expect(sources.map(({ uid, url }) => [uid, url])).toEqual([
      [lokiUid, 'http://loki:3100'],
      [tempoUid, 'http://tempo:3200'],
    ]);
    expect(sources[0]?.jsonData['derivedFields']).toEqual([
      expect.objectContaining({ matcherType: 'label', matcherRegex: 'trace_id', datasourceUid: tempoUid }),
    ]);
    expect(sources[1]?.jsonData['tracesToLogsV2']).toMatchObject({
      datasourceUid: lokiUid,
      customQuery: true,
      query: '{service_name=~".+"} | trace_id="$${__trace.traceId}"',
    });
  });

  it('write a variable so that Grafana’s provisioning leaves it alone', () => {
    expect(JSON.stringify(sources)).not.toMatch(/(?<!\$)\$\{/);
  });

  it('lead from an exemplar to its trace by the label that the services put on it', () => {
    const spans = readFileSync(join(__dirname, '../../../services/shared/tracing/spans.ts'), 'utf8');
    const [{ name, datasourceUid }] = exemplarsToTraces.exemplarTraceIdDestinations;
    expect(datasourceUid).toBe(tempoUid);
    expect(spans).toContain(`readonly ${name}: string`);
  });
});
