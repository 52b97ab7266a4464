import { Document, isMap, isScalar } from 'yaml';
import type { Environment } from '../../model/environment';
import type { ComposePlatformSpec } from '../../model/spec';
import { containerImages } from '../../model/versions';
import { bootstrapServers, brokerContainer, brokerName, brokerNames, type BrokerSet } from './brokers';
import { dashboardFiles } from './dashboard';
import { all, confined, type ComposeDocument, type Container } from './document';
import { generatedBy } from './generated';
import { loggingContainers, loggingOf, loggingVolumes } from './logging';
import { serviceContainer } from './service-containers';
import { configFiles, kafkaUi, toolContainers } from './tools';

/** Of the repository: where the files are that containers get to read. */
export const configFolder = 'local/compose/config';

const header = ` ${generatedBy}

   docker compose up --detach --build          three brokers, services, web UI, REST, Prometheus, Grafana
   docker compose up --detach --build single   one broker, the services and the web UI, for a small machine
   docker compose --profile '*' down           stops all that runs; with --volumes the data goes too

   COMPOSE_PROFILES=logs docker compose up --detach --build     as the first, and every line in Loki, traces in Tempo

 'single' (profile "single") takes the same ports: stop the one before you start the other. It CANNOT keep the
 durability profiles' promises: its topics have one copy (replication factor 1, min.insync.replicas 1), so one lost
 broker is all data lost. The services' own settings stay what they are: acks=all, idempotent, transactions.`;

export function compose(environment: Environment): ComposePlatformSpec {
  if (environment.platform.kind === 'compose') return environment.platform;
  throw new Error(`${environment.name} is a platform of kind '${environment.platform.kind}', not 'compose'`);
}

export const threeBrokers = ({ kafka }: Environment): BrokerSet => ({
  kind: 'three',
  brokers: kafka.brokers,
  config: kafka.config,
});

/** Every setting that names a number of copies, with the one that there can be. */
function oneBroker({ kafka }: Environment): BrokerSet {
  const alone = Object.keys(kafka.config).filter((name) =>
    /(replication\.factor|min\.isr|min\.insync\.replicas)$/.test(name),
  );
  return {
    kind: 'single',
    brokers: kafka.brokers.slice(0, 1),
    config: { ...kafka.config, ...Object.fromEntries(alone.map((name) => [name, '1'])) },
  };
}

function topicsContainer(set: BrokerSet): Container {
  return {
    image: containerImages.kafka,
    entrypoint: ['bash', '/create-topics.sh'],
    environment: {
      BOOTSTRAP_SERVERS: bootstrapServers(set).join(','),
      ONE_BROKER: String(set.kind === 'single'),
      KAFKA_HEAP_OPTS: '-Xmx128m',
    },
    configs: [{ source: 'topics', target: '/create-topics.sh' }],
    depends_on: all(brokerNames(set), 'service_healthy'),
    restart: 'on-failure:3',
    mem_limit: '256m',
    ...confined,
  };
}

function brokersOf(environment: Environment, set: BrokerSet): Record<string, Container> {
  const { brokerPort } = compose(environment);
  return Object.fromEntries(
    set.brokers.map((broker, index) => [
      brokerName(set, broker),
      brokerContainer(environment, set, broker, brokerPort + index),
    ]),
  );
}

/** The same, under names of their own, which start only when they are asked for. */
function singleContainers(environment: Environment): Record<string, Container> {
  const set = oneBroker(environment);
  const topics = 'create-topics-single';
  const services = environment.services.map((service): [string, Container] => [
    `${service.name}-single`,
    {
      ...serviceContainer(environment, set, service, topics),
      // Prometheus knows them by these names.
      networks: { default: { aliases: [service.name] } },
    },
  ]);
  const containers: Record<string, Container> = {
    ...brokersOf(environment, set),
    [topics]: topicsContainer(set),
    ...Object.fromEntries(services),
    single: {
      ...kafkaUi(set, compose(environment)),
      depends_on: all(
        services.map(([name]) => name),
        'service_healthy',
      ),
    },
  };
  return Object.fromEntries(
    Object.entries(containers).map(([name, made]) => [name, { ...made, profiles: ['single'] }]),
  );
}

/** Whoever says nothing else keeps its lines under its container's name. */
const withLogging = (containers: Readonly<Record<string, Container>>): Record<string, Container> =>
  Object.fromEntries(
    Object.entries(containers).map(([name, made]) => [name, { ...made, logging: made.logging ?? loggingOf(name) }]),
  );

export function composeDocument(environment: Environment): ComposeDocument {
  const set = threeBrokers(environment);
  const services = environment.services.map(
    (service) => [service.name, serviceContainer(environment, set, service, 'create-topics')] as const,
  );
  const volumes = [
    ...brokerNames(set),
    ...brokerNames(oneBroker(environment)),
    'prometheus',
    'grafana',
    ...loggingVolumes,
  ];
  return {
    name: 'millrace',
    services: withLogging({
      ...brokersOf(environment, set),
      'create-topics': topicsContainer(set),
      ...Object.fromEntries(services),
      ...toolContainers(environment, set, compose(environment)),
      ...singleContainers(environment),
      ...loggingContainers(),
    }),
    volumes: Object.fromEntries(volumes.map((name) => [`${name}-data`, {}])),
    configs: Object.fromEntries(
      Object.entries({ ...configFiles, ...dashboardFiles(environment) }).map(([name, file]) => [
        name,
        { file: `./${configFolder}/${file}` },
      ]),
    ),
  };
}

/** A blank line between services, so that they can be told apart. */
function spaceOut(document: Document): void {
  for (const map of [document.contents, document.get('services')]) {
    if (!isMap(map)) continue;
    for (const { key } of map.items.slice(1)) if (isScalar(key)) key.spaceBefore = true;
  }
}

export function renderCompose(environment: Environment): string {
  const document = new Document(composeDocument(environment), { aliasDuplicateObjects: false });
  spaceOut(document);
  document.commentBefore = header;
  return document.toString({ lineWidth: 0, singleQuote: true });
}
