import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { serviceNames } from '../../../contracts/services';
import { composeDashboards } from '../../../local/compose/dashboard';
import type { ComposeDocument } from '../../../local/compose/document';
import { composeEnvironment } from '../../../local/compose/render';

/** The committed files, as Prometheus and Grafana would read them. */
const root = join(__dirname, '..', '..', '..');
const file = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) as ComposeDocument;
const environment = composeEnvironment();

interface StaticConfig {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

const prometheus = parse(readFileSync(join(root, file.configs['prometheus']!.file), 'utf8')) as {
  readonly global: { readonly scrape_interval: string };
  readonly scrape_configs: readonly { readonly job_name: string; readonly static_configs: readonly StaticConfig[] }[];
};

const scraped = (job: string): readonly StaticConfig[] =>
  prometheus.scrape_configs.find(({ job_name: name }) => name === job)?.static_configs ?? [];

describe('what is watched', () => {
  test('has every service, where it listens', () => {
    const targets = scraped('services').flatMap((config) => config.targets);
    expect(targets).toEqual(environment.services.map(({ name, port }) => `${name}:${port}`));
  });

  test('are containers that are there, each with the name of its pod', () => {
    const jobs = prometheus.scrape_configs.map(({ job_name: name }) => name);
    expect(jobs).toEqual(['services', 'kafka-exporter', 'prometheus']);
    const all = jobs.flatMap(scraped);
    const pods = all.map(({ labels }) => labels['pod']);
    expect(pods).not.toContain(undefined);
    expect(new Set(pods).size).toBe(all.length);
    const hosts = all.flatMap(({ targets }) => targets.map((target) => target.split(':')[0]!));
    expect(hosts.filter((host) => host !== '127.0.0.1' && file.services[host] === undefined)).toEqual([]);
  });

  test('has the label of a service on services alone, whose process metrics it tells from others', () => {
    for (const { labels } of [...scraped('kafka-exporter'), ...scraped('prometheus')]) {
      expect(labels).not.toHaveProperty('service');
    }
    expect(scraped('services').map(({ labels }) => labels['service'])).toEqual(serviceNames);
  });

  test('has the lag of the groups from every broker, in the brokers’ own version', () => {
    const { command = [], healthcheck } = file.services['kafka-exporter']!;
    expect(command.filter((argument) => argument.startsWith('--kafka.server='))).toEqual(
      environment.kafka.brokers.map(({ id }) => `--kafka.server=kafka-${id}:19092`),
    );
    expect(command).toContain(`--kafka.version=${environment.versions.kafka}`);
    const port = scraped('kafka-exporter')[0]?.targets[0]?.split(':')[1];
    expect(healthcheck?.test.at(-1)).toBe(`http://127.0.0.1:${port}/healthz`);
  });
});

describe('Grafana', () => {
  const { environment: variables = {}, configs = [] } = file.services['grafana']!;
  const mounted = configs.filter(({ source }) => source.startsWith('dashboard-'));
  const read = (source: string): unknown => JSON.parse(readFileSync(join(root, file.configs[source]!.file), 'utf8'));

  test('has every dashboard that is made for the clusters and can be answered here', () => {
    const made = composeDashboards(environment);
    expect(mounted.map(({ source }) => source)).toEqual(made.map(({ name }) => `dashboard-${name}`));
    expect(mounted.map(({ source }) => read(source))).toEqual(
      made.map(({ model }) => JSON.parse(JSON.stringify(model)) as unknown),
    );
  });

  test('begins with the overview, and looks for dashboards where they are', () => {
    const home = mounted.find(({ target }) => target === variables['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']);
    expect(home?.source).toBe('dashboard-overview');
    const provider = parse(readFileSync(join(root, file.configs['dashboards']!.file), 'utf8')) as {
      providers: { options: { path: string } }[];
    };
    const folder = provider.providers[0]?.options.path;
    expect(mounted.map(({ target }) => dirname(target))).toEqual(mounted.map(() => folder));
  });

  test('asks the Prometheus that the dashboards ask, as often as it scrapes', () => {
    const { datasources } = parse(readFileSync(join(root, file.configs['datasource']!.file), 'utf8')) as {
      datasources: { uid: string; url: string; isDefault?: boolean; jsonData: { timeInterval: string } }[];
    };
    expect(datasources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid)).toEqual(['prometheus']);
    expect(datasources[0]?.url).toBe('http://prometheus:9090');
    expect(datasources[0]?.jsonData.timeInterval).toBe(prometheus.global.scrape_interval);
    expect(read('dashboard-overview')).toMatchObject({ refresh: prometheus.global.scrape_interval });
  });
});
