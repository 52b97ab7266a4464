import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { serviceNames } from '../../../contracts/services';
import type { ComposeDocument, Container } from '../../../local/compose/document';
import { lokiData } from '../../../model/log-store';
import { exemplarsToTraces } from '../../../model/telemetry-sources';

/** The committed files, as Docker, the collector, Loki, Tempo and Grafana would read them. */
const root = join(__dirname, '..', '..', '..');
const file = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) as ComposeDocument;
const read = (source: string): unknown => parse(readFileSync(join(root, file.configs[source]!.file), 'utf8'));
const container = (name: string): Container => file.services[name]!;

/** The writer that the collector names a container's lines after; none of lines that it leaves alone. */
const writer = ({ logging }: Container): string | undefined => logging?.options['tag']?.replace(/^millrace\//, '');

interface Collector {
  readonly receivers: {
    readonly file_log: { readonly include: readonly string[]; readonly operators: readonly Record<string, string>[] };
    readonly otlp: { readonly protocols: { readonly http: { readonly endpoint: string } } };
  };
  readonly exporters: Readonly<Record<string, { readonly endpoint: string; readonly sending_queue?: object }>>;
  readonly extensions: { readonly file_storage: { readonly directory: string } };
}

const collector = read('collector') as Collector;
const tempo = read('tempo') as {
  readonly server: { readonly http_listen_port: number };
  readonly distributor: { readonly receivers: { readonly otlp: Collector['receivers']['otlp'] } };
  readonly storage: { readonly trace: { readonly local: { readonly path: string } } };
  readonly backend_scheduler: { readonly provider: { readonly compaction: { readonly compaction: object } } };
  readonly backend_worker: { readonly compaction: object };
};
const loki = read('loki') as {
  readonly server: { readonly http_listen_port: number };
  readonly common: { readonly path_prefix: string };
};

describe('the lines of a container', () => {
  const all = Object.entries(file.services);

  test('are kept by Docker within bounds', () => {
    for (const [name, { logging }] of all) {
      expect({ name, logging }).toMatchObject({
        name,
        logging: { driver: 'json-file', options: { 'max-size': '20m', 'max-file': '2' } },
      });
    }
  });

  test('go by the container’s name', () => {
    const others = all.filter(([name]) => !['loki', 'otel-collector', ...serviceNames].includes(name));
    const named = others.filter(([name]) => !serviceNames.some((service) => name === `${service}-single`));
    expect(named.map(([, made]) => writer(made))).toEqual(named.map(([name]) => name));
    expect(named.map(([name]) => name)).toEqual(expect.arrayContaining(['kafka-1', 'kafka-single', 'grafana']));
  });

  test.each([...serviceNames])('go by the service’s name, with one broker too: %s', (service) => {
    expect(writer(container(service))).toBe(service);
    expect(writer(container(`${service}-single`))).toBe(service);
  });

  test('are not read when they are about lines: else each that is refused would bring another', () => {
    const unread = all.filter(([, made]) => writer(made) === undefined).map(([name]) => name);
    expect(unread).toEqual(['loki', 'otel-collector']);
    const { operators } = collector.receivers.file_log;
    const ours = operators.find(({ id }) => id === 'ours')!;
    expect(ours).toMatchObject({ type: 'filter', expr: 'not ((attributes?.attrs?.tag ?? "") startsWith "millrace/")' });
  });
});

describe('the profile of logs', () => {
  test('has the stores and the collector, and nothing that runs without it needs them', () => {
    const asked = Object.entries(file.services).filter(([, { profiles }]) => profiles?.includes('logs'));
    const names = asked.map(([name]) => name);
    expect(names).toEqual(['loki', 'tempo', 'otel-collector']);
    for (const [name, { profiles, depends_on: needs = {} }] of Object.entries(file.services)) {
      const missing = profiles?.includes('logs') ? [] : Object.keys(needs).filter((needed) => names.includes(needed));
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
  });

  test('lets them write to their volume and to nothing else that lasts', () => {
    for (const name of ['loki', 'tempo', 'otel-collector']) {
      expect({ name, readOnly: container(name).read_only }).toEqual({ name, readOnly: true });
    }
    // Folders that the images make for their users.
    expect(lokiData).toBe('/loki');
    expect(loki.common.path_prefix).toBe('/loki');
    expect(container('loki').volumes).toEqual(['loki-data:/loki']);
    expect(container('tempo').volumes).toEqual(['tempo-data:/var/tempo']);
    expect(tempo.storage.trace.local.path).toMatch(/^\/var\/tempo\//);
    expect(container('otel-collector').volumes).toContain(
      `otel-collector-data:${collector.extensions.file_storage.directory}`,
    );
  });

  test('holds the memory of each below its limit before Docker ends it', () => {
    for (const name of ['loki', 'tempo', 'otel-collector']) {
      const goal = Number(/^(\d+)MiB$/.exec(container(name).environment?.['GOMEMLIMIT'] ?? '')?.[1]);
      const limit = Number.parseInt(container(name).mem_limit, 10);
      expect({ name, share: goal / limit }).toEqual({ name, share: expect.closeTo(0.8, 1) as number });
    }
  });

  test('has the collector read Docker’s files as who owns them, and change none', () => {
    const { user, volumes, cap_drop: dropped } = container('otel-collector');
    expect(user).toBe('0:0');
    expect(dropped).toEqual(['ALL']);
    expect(volumes).toContain('/var/lib/docker/containers:/var/lib/docker/containers:ro');
    expect(collector.receivers.file_log.include).toEqual(['/var/lib/docker/containers/*/*-json.log']);
  });

  test('has each where the others look for it', () => {
    const port = (endpoint: string): string => new URL(endpoint.replace('0.0.0.0', 'http://any')).port;
    const { exporters, receivers } = collector;
    expect(exporters['otlp_http/loki']?.endpoint).toBe(`http://loki:${loki.server.http_listen_port}/otlp`);
    const tempoTakes = port(tempo.distributor.receivers.otlp.protocols.http.endpoint);
    expect(exporters['otlp_http/tempo']?.endpoint).toBe(`http://tempo:${tempoTakes}`);
    expect(port(receivers.otlp.protocols.http.endpoint)).toBe('4318');
    for (const service of serviceNames) {
      const sent = container(service).environment?.['OTEL_EXPORTER_OTLP_ENDPOINT'];
      expect(sent).toContain('http://otel-collector:4318');
      expect(container(`${service}-single`).environment?.['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe(sent);
    }
  });

  test('has the collector keep lines that Loki has not taken where it keeps how far it has read', () => {
    expect(collector.exporters['otlp_http/loki']).toMatchObject({
      sending_queue: { storage: 'file_storage', block_on_overflow: true },
      retry_on_failure: { max_elapsed_time: '0s' },
    });
    expect(collector.extensions).toHaveProperty('file_storage');
  });

  test.each([
    ['loki', '/usr/bin/loki', loki.server.http_listen_port],
    ['tempo', '/tempo', tempo.server.http_listen_port],
  ])('has %s ask itself, where it listens, as its image has no shell', (name, program, port) => {
    expect(container(name).healthcheck?.test).toEqual([
      'CMD',
      program,
      '-health',
      `-health.url=http://127.0.0.1:${port}/ready`,
    ]);
    expect(container(name).ports).toEqual([`127.0.0.1:${port}:${port}`]);
  });

  test('has both halves of Tempo keep traces for as long', () => {
    const { compaction } = tempo.backend_scheduler.provider.compaction;
    expect(compaction).toEqual({ block_retention: '24h' });
    expect(tempo.backend_worker.compaction).toEqual(compaction);
  });
});

describe('Grafana', () => {
  const { datasources } = read('datasource') as {
    datasources: { uid: string; url: string; jsonData: Record<string, unknown> }[];
  };

  test('finds Loki and Tempo where they listen', () => {
    expect(datasources.map(({ uid, url }) => [uid, url])).toEqual([
      ['prometheus', 'http://prometheus:9090'],
      ['loki', `http://loki:${loki.server.http_listen_port}`],
      ['tempo', `http://tempo:${tempo.server.http_listen_port}`],
    ]);
  });

  test('leads from an exemplar, which Prometheus keeps, to its trace', () => {
    expect(datasources[0]?.jsonData).toMatchObject(exemplarsToTraces);
    expect(container('prometheus').command).toContain('--enable-feature=exemplar-storage');
  });

  test('has the dashboard of the logs', () => {
    const mounted = container('grafana').configs?.map(({ source }) => source);
    expect(mounted).toContain('dashboard-logs');
    expect(read('dashboard-logs')).toMatchObject({ uid: 'millrace-logs' });
  });
});
