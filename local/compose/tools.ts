import type { Environment } from '../../model/environment';
import type { ComposePlatformSpec } from '../../model/spec';
import { exemplarsToTraces, telemetrySources } from '../../model/telemetry-sources';
import { containerImages } from '../../model/versions';
import { bootstrapServers, brokerNames, type BrokerSet } from './brokers';
import { dashboardFile, dashboardFiles } from './dashboard';
import { all, answersTo, confined, listensOn, onLoopback, type Container } from './document';
import { loggingAddresses, loggingFiles } from './logging';

/** What is beside the brokers and the services: to look at them, and to reach the brokers without a Kafka client. */

export const configFiles = {
  rest: 'kafka-rest.properties',
  prometheus: 'prometheus.yml',
  datasource: 'grafana-datasource.yml',
  dashboards: 'grafana-dashboards.yml',
  topics: 'create-topics.sh',
  ...loggingFiles,
} as const;

export type ConfigFile = keyof typeof configFiles;

export function kafkaUi(set: BrokerSet, { kafkaUiPort }: ComposePlatformSpec): Container {
  return {
    image: containerImages.kafkaUi,
    environment: {
      KAFKA_CLUSTERS_0_NAME: 'millrace',
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: bootstrapServers(set).join(','),
      JAVA_OPTS: '-XX:MaxRAMPercentage=60 -XX:+UseSerialGC',
    },
    ports: [onLoopback(kafkaUiPort, 8080)],
    depends_on: all(brokerNames(set), 'service_healthy'),
    healthcheck: answersTo('http://127.0.0.1:8080/actuator/health', 60),
    restart: 'unless-stopped',
    mem_limit: '512m',
    ...confined,
  };
}

function kafkaRest(set: BrokerSet, { restPort }: ComposePlatformSpec): Container {
  const file = `/opt/strimzi/config/${configFiles.rest}`;
  return {
    image: containerImages.kafkaRest,
    entrypoint: ['/opt/strimzi/bin/kafka_bridge_run.sh'],
    command: [`--config-file=${file}`],
    environment: { JAVA_OPTS: '-XX:MaxRAMPercentage=60 -XX:+UseSerialGC' },
    ports: [onLoopback(restPort, 8080)],
    configs: [{ source: 'rest', target: file }],
    depends_on: all(brokerNames(set), 'service_healthy'),
    healthcheck: listensOn(8080, 60),
    restart: 'unless-stopped',
    mem_limit: '384m',
    ...confined,
  };
}

/** Where it has its metrics. */
const EXPORTER_PORT = 9308;

/** The groups' lag, and what the brokers say of topics, asked over Kafka's own protocol as any client asks. */
function kafkaExporter(environment: Environment, set: BrokerSet): Container {
  return {
    image: containerImages.kafkaExporter,
    command: [
      ...bootstrapServers(set).map((server) => `--kafka.server=${server}`),
      // Else it speaks as a client of 2.0 does.
      `--kafka.version=${environment.versions.kafka}`,
      '--refresh.metadata=5s',
    ],
    depends_on: all(brokerNames(set), 'service_healthy'),
    healthcheck: answersTo(`http://127.0.0.1:${EXPORTER_PORT}/healthz`, 30),
    restart: 'unless-stopped',
    mem_limit: '128m',
    read_only: true,
    ...confined,
  };
}

function prometheus({ prometheusPort }: ComposePlatformSpec): Container {
  return {
    image: containerImages.prometheus,
    command: [
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
      '--storage.tsdb.retention.time=3d',
      '--storage.tsdb.retention.size=1GB',
      // From a point on a latency to the trace behind it.
      '--enable-feature=exemplar-storage',
    ],
    ports: [onLoopback(prometheusPort, 9090)],
    volumes: ['prometheus-data:/prometheus'],
    configs: [{ source: 'prometheus', target: '/etc/prometheus/prometheus.yml' }],
    healthcheck: answersTo('http://127.0.0.1:9090/-/ready', 30),
    restart: 'unless-stopped',
    mem_limit: '256m',
    ...confined,
  };
}

const DASHBOARDS = '/etc/grafana/dashboards';

/** Open to read for who reaches the port, which is this machine alone; nobody can log in, so there is no password. */
function grafana(environment: Environment, { grafanaPort }: ComposePlatformSpec): Container {
  const files = Object.entries(dashboardFiles(environment));
  return {
    image: containerImages.grafana,
    environment: {
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_AUTH_BASIC_ENABLED: 'false',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${DASHBOARDS}/${dashboardFile('overview')}`,
    },
    ports: [onLoopback(grafanaPort, 3000)],
    volumes: ['grafana-data:/var/lib/grafana'],
    configs: [
      { source: 'datasource', target: '/etc/grafana/provisioning/datasources/millrace.yml' },
      { source: 'dashboards', target: '/etc/grafana/provisioning/dashboards/millrace.yml' },
      ...files.map(([source, file]) => ({ source, target: `${DASHBOARDS}/${file}` })),
    ],
    depends_on: all(['prometheus'], 'service_healthy'),
    healthcheck: answersTo('http://127.0.0.1:3000/api/health', 60),
    restart: 'unless-stopped',
    mem_limit: '512m',
    ...confined,
  };
}

export const toolContainers = (
  environment: Environment,
  set: BrokerSet,
  platform: ComposePlatformSpec,
): Record<string, Container> => ({
  'kafka-ui': kafkaUi(set, platform),
  'kafka-rest': kafkaRest(set, platform),
  'kafka-exporter': kafkaExporter(environment, set),
  prometheus: prometheus(platform),
  grafana: grafana(environment, platform),
});

/** REST clients get what the services get: nothing is acknowledged before the in-sync replicas have it. */
export const restProperties = (set: BrokerSet): string =>
  [
    'bridge.id=millrace',
    `kafka.bootstrap.servers=${bootstrapServers(set).join(',')}`,
    'kafka.producer.acks=all',
    'kafka.producer.enable.idempotence=true',
    'kafka.consumer.isolation.level=read_committed',
    'kafka.consumer.auto.offset.reset=earliest',
    'kafka.consumer.allow.auto.create.topics=false',
    'http.host=0.0.0.0',
    'http.port=8080',
    '',
  ].join('\n');

const SCRAPE_INTERVAL = '5s';

/** One container, which is to be told apart as a pod is. */
const alone = (name: string, address: string): object => ({
  job_name: name,
  static_configs: [{ targets: [address], labels: { pod: name } }],
});

/** Labels as on a cluster (`catalog/exporter.ts`): the same queries for both. */
export const prometheusConfig = (environment: Environment): object => ({
  global: {
    scrape_interval: SCRAPE_INTERVAL,
    evaluation_interval: '15s',
    external_labels: { environment: environment.name },
  },
  scrape_configs: [
    {
      job_name: 'services',
      metrics_path: '/metrics',
      static_configs: environment.services.map(({ name, port }) => ({
        targets: [`${name}:${port}`],
        labels: { service: name, pod: `${name}-0` },
      })),
    },
    alone('kafka-exporter', `kafka-exporter:${EXPORTER_PORT}`),
    alone('prometheus', '127.0.0.1:9090'),
  ],
});

export const datasourceConfig = {
  apiVersion: 1,
  datasources: [
    {
      name: 'Prometheus',
      uid: 'prometheus',
      type: 'prometheus',
      access: 'proxy',
      url: 'http://prometheus:9090',
      isDefault: true,
      // Grafana takes four of them for a rate.
      jsonData: { httpMethod: 'POST', timeInterval: SCRAPE_INTERVAL, ...exemplarsToTraces },
    },
    // There whether the stores run or not: of one that does not, Grafana says so when it is asked.
    ...telemetrySources(loggingAddresses),
  ],
};

export const dashboardsConfig = {
  apiVersion: 1,
  providers: [
    {
      name: 'millrace',
      folder: 'Millrace',
      type: 'file',
      editable: false,
      options: { path: DASHBOARDS },
    },
  ],
};
