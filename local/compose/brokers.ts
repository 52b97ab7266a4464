import type { Broker, Environment } from '../../model/environment';
import { containerImages } from '../../model/versions';
import { confined, listensOn, literals, onLoopback, type Container } from './document';

/** Between the containers. */
export const INTERNAL_PORT = 19_092;
const CONTROLLER_PORT = 9_093;
/** In the container; outside it is the broker's own port. */
const HOST_PORT = 9_092;
const DATA = '/var/lib/kafka/data';

/** A cluster's id is 16 bytes in base64url; a name of 16 letters is as good as a random one, and stays the same. */
const clusterIds = {
  three: Buffer.from('millrace-compose').toString('base64url'),
  single: Buffer.from('millrace-single-').toString('base64url'),
} as const;

export interface BrokerSet {
  readonly kind: keyof typeof clusterIds;
  readonly brokers: readonly Broker[];
  readonly config: Readonly<Record<string, string>>;
}

export const brokerName = (set: BrokerSet, { id }: Broker): string =>
  set.kind === 'single' ? 'kafka-single' : `kafka-${id}`;

export const brokerNames = (set: BrokerSet): string[] => set.brokers.map((broker) => brokerName(set, broker));

/** For what runs in a container. */
export const bootstrapServers = (set: BrokerSet): string[] =>
  brokerNames(set).map((name) => `${name}:${INTERNAL_PORT}`);

/** As the image's own launcher reads it backwards: `___` is a hyphen, `__` an underscore, `_` a dot. */
export function environmentName(property: string): string {
  const spelled = property.replace(/[._-]/g, (char) => ({ '.': '_', _: '__', '-': '___' })[char] ?? char);
  return `KAFKA_${spelled.toUpperCase()}`;
}

/** Who a broker is. Any KAFKA_* variable makes the image drop all its defaults, so that nothing may be left out. */
function identity(set: BrokerSet, broker: Broker, hostPort: number): Record<string, string> {
  const voters = set.brokers.map((voter) => `${voter.id}@${brokerName(set, voter)}:${CONTROLLER_PORT}`);
  return {
    'process.roles': 'broker,controller',
    'node.id': String(broker.id),
    'controller.quorum.voters': voters.join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `INTERNAL://:${INTERNAL_PORT},HOST://:${HOST_PORT},CONTROLLER://:${CONTROLLER_PORT}`,
    'advertised.listeners': `INTERNAL://${brokerName(set, broker)}:${INTERNAL_PORT},HOST://127.0.0.1:${hostPort}`,
    'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'INTERNAL',
    'broker.rack': broker.rack,
    'log.dirs': DATA,
  };
}

/** Kafka's settings of one broker, by Kafka's names. */
export const brokerSettings = (set: BrokerSet, broker: Broker, hostPort: number): Record<string, string> => ({
  ...set.config,
  ...identity(set, broker, hostPort),
});

function variables(settings: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(settings).sort();
  return Object.fromEntries(names.map((name) => [environmentName(name), settings[name] ?? '']));
}

export function brokerContainer(environment: Environment, set: BrokerSet, broker: Broker, hostPort: number): Container {
  const { heap, resources } = environment.kafka;
  const megabytes = `${heap.toMebibytes()}m`;
  return {
    image: containerImages.kafka,
    hostname: brokerName(set, broker),
    environment: literals({
      CLUSTER_ID: clusterIds[set.kind],
      KAFKA_HEAP_OPTS: `-Xms${megabytes} -Xmx${megabytes}`,
      ...variables(brokerSettings(set, broker, hostPort)),
    }),
    ports: [onLoopback(hostPort, HOST_PORT)],
    volumes: [`${brokerName(set, broker)}-data:${DATA}`],
    // The listener opens when the controllers have unfenced the broker: an open port is a broker that serves.
    healthcheck: listensOn(INTERNAL_PORT, 60),
    restart: 'unless-stopped',
    // A controlled shutdown hands its leaders over first.
    stop_grace_period: '60s',
    mem_limit: `${resources.memory.toMebibytes()}m`,
    ...confined,
  };
}
