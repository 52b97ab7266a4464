import { listenerProperties, LOOPBACK, type SecuredListener } from './listeners';
import { metricsProperties, type NodeMetrics } from './metrics-reporter';

/** One voter of the metadata quorum. */
export interface Voter {
  readonly id: number;
  /** @default LOOPBACK */
  readonly host?: string | undefined;
  readonly port: number;
}

/** One node as Kafka's `server.properties` sees it: broker if it has a port, controller if it is among the voters. */
export interface NodeSettings {
  readonly id: number;
  /** Where its listeners are. @default LOOPBACK */
  readonly host?: string | undefined;
  /** Of the client listener; none for a controller alone. */
  readonly port?: number | undefined;
  readonly rack: string;
  readonly dataDir: string;
  /** The controllers, this node's own among them when it is one. */
  readonly voters: readonly Voter[];
  /** How many brokers there are; decides the replication of the internal topics. */
  readonly brokers: number;
  /** Broker properties from the model; they win over the defaults here, not over identity and listeners. */
  readonly config: Readonly<Record<string, string>>;
  /** @default - the listener on loopback alone */
  readonly secured?: SecuredListener | undefined;
  /** @default - it tells nothing of itself */
  readonly metrics?: NodeMetrics | undefined;
}

/** What a small cluster on one machine wants otherwise than Kafka's own defaults; the model may override each. */
function defaults(brokers: number): Record<string, string> {
  const replicas = String(Math.min(3, brokers));
  const minInsync = brokers >= 3 ? '2' : '1';
  return {
    'auto.create.topics.enable': 'false',
    'unclean.leader.election.enable': 'false',
    'default.replication.factor': replicas,
    'min.insync.replicas': minInsync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInsync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInsync,
    // 50 partitions each by default: every one is files to open at a start and a leader to elect at a kill.
    'offsets.topic.num.partitions': '6',
    'transaction.state.log.num.partitions': '6',
    'share.coordinator.state.topic.num.partitions': '3',
    'group.initial.rebalance.delay.ms': '0',
    // 128 MB of a 256 MB heap by default.
    'log.cleaner.dedupe.buffer.size': '8388608',
  };
}

/**
 * For tests that kill and restart brokers: the controller refuses a restarted broker (DUPLICATE_BROKER_REGISTRATION)
 * until the session of its last life ends, even after a clean stop, which takes 9 s by default and 3 s with these.
 */
export const QUICK_FAILOVER: Readonly<Record<string, string>> = {
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
};

function identity(node: NodeSettings): Record<string, string> {
  const own = node.voters.find(({ id }) => id === node.id);
  return {
    'process.roles': [
      ...(node.port === undefined ? [] : ['broker']),
      ...(own === undefined ? [] : ['controller']),
    ].join(','),
    'node.id': String(node.id),
    // A static quorum: a node whose disk was wiped comes back as the same voter, with no step by hand.
    'controller.quorum.voters': node.voters.map(({ id, host = LOOPBACK, port }) => `${id}@${host}:${port}`).join(','),
    ...listenerProperties({ ...node, controllerPort: own?.port }),
    'broker.rack': node.rack,
    'log.dirs': node.dataDir,
  };
}

/** Properties that say which node this is, where, and who is let in: the library's own, refused in `config`. */
export function reservedProperties(secured: SecuredListener | undefined): ReadonlySet<string> {
  return new Set(
    Object.keys(identity({ id: 1, port: 0, rack: '', dataDir: '', voters: [], brokers: 1, config: {}, secured })),
  );
}

/** Escapes as java.util.Properties reads it: backslashes always, and leading blanks, which it would drop. */
function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replace(/^ /, '\\ ');
}

/** All properties of a node, the model's over the defaults. */
export function serverProperties(node: NodeSettings): Readonly<Record<string, string>> {
  const metrics = node.metrics === undefined ? {} : metricsProperties(node.host ?? LOOPBACK, node.metrics);
  return { ...defaults(node.brokers), ...node.config, ...identity(node), ...metrics };
}

/** The text of `server.properties`, sorted, so that two can be compared. */
export function renderServerProperties(node: NodeSettings): string {
  const lines = Object.entries(serverProperties(node))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${escapeValue(value)}`);
  return ['# Written by local/kafka at every start: changes here are lost.', ...lines, ''].join('\n');
}
