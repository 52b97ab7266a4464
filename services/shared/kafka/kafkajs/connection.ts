import { readFileSync } from 'node:fs';
import Broker from 'kafkajs/src/broker';
import ConnectionPool from 'kafkajs/src/network/connectionPool';
import { Kafka, logLevel, type KafkaConfig, type LogEntry, type RetryOptions, type SASLOptions } from 'kafkajs';
import type { KafkaLogger } from '../ports';
import { firstAnswer, SLOW_MS } from './first-answer';
import type { OpenConnection } from './shared-connection';
import { installReadCommitted } from './read-committed';
import { SocketGate, type TlsFiles } from './socket-gate';

installReadCommitted();

export type KafkaSecurity =
  | { readonly protocol: 'PLAINTEXT' }
  | {
      readonly protocol: 'SASL_SSL';
      readonly caFile: string;
      readonly mechanism: 'SCRAM-SHA-512';
      readonly username: string;
      readonly passwordFile: string;
    }
  | { readonly protocol: 'SSL'; readonly caFile: string; readonly certFile: string; readonly keyFile: string };

export interface ConnectionOptions {
  /** `host:port`, separated by commas. */
  readonly bootstrapServers: string;
  readonly clientId: string;
  /** The zone this process runs in: records are fetched from a replica in the same zone. @default - from the leader */
  readonly rack?: string;
  readonly security: KafkaSecurity;
  readonly logger: KafkaLogger;
  /** @default 3000 */
  readonly connectionTimeoutMs?: number;
  /** After this a broker counts as hung and its connections are cut. @default 10000 */
  readonly requestTimeoutMs?: number;
}

/** A KafkaJS client and the sockets it opens. */
export interface Client {
  readonly kafka: Kafka;
  readonly gate: SocketGate;
  /** `host:port` of each. */
  readonly servers: readonly string[];
  readonly options: ConnectionOptions;
}

const DEFAULT_CONNECTION_TIMEOUT_MS = 3_000;
export const DEFAULT_REQUEST_TIMEOUT_MS = 10_000;

/**
 * Few and short: whoever calls KafkaJS here retries by its own rules and deadline. KafkaJS's own retries nest (a send's
 * around a metadata refresh's around a connect's), so that their counts multiply.
 */
const BRIEF_RETRY: RetryOptions = { initialRetryTime: 50, maxRetryTime: 250, factor: 0.2, multiplier: 2, retries: 2 };

/** Makes one independent client with its own sockets. */
export function createClient(options: ConnectionOptions, retry: RetryOptions = BRIEF_RETRY): Client {
  const gate = new SocketGate(tlsFilesOf(options.security));
  const servers = options.bootstrapServers.split(',').map((server) => server.trim());
  const kafka: Kafka = new Kafka({
    ...securityOf(options.security),
    brokers: () => seedsOf(client),
    clientId: options.clientId,
    socketFactory: gate.socketFactory,
    connectionTimeout: options.connectionTimeoutMs ?? DEFAULT_CONNECTION_TIMEOUT_MS,
    requestTimeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => forward(options.logger, entry, gate),
  });
  const client = { kafka, gate, servers, options };
  return client;
}

/**
 * Where KafkaJS begins: one broker that answers. It goes on asking the first it is given for as long as that one takes
 * connections and says nothing, as a frozen broker does.
 */
async function seedsOf(client: Client): Promise<string[]> {
  const { gate, servers } = client;
  // KafkaJS's nested retries go on for minutes on a client that was cut; an empty list is an error it does not retry.
  if (gate.isShut) return [];
  if (servers.length === 1) return [...servers];
  const answering = firstAnswer(servers, (server) => tryConnect(client, server), SLOW_MS);
  // Nobody: KafkaJS is to find out why, and say it in its own words.
  return answering.then(
    (server) => [server],
    () => (gate.isShut ? [] : [...servers]),
  );
}

async function tryConnect(client: Client, server: string): Promise<string> {
  const { broker } = openConnection(client, ...addressOf(server));
  try {
    await broker.connect();
    return server;
  } finally {
    void broker.disconnect().catch(() => undefined);
  }
}

/** @param server `host:port` */
export function addressOf(server: string): [host: string, port: number] {
  const colon = server.lastIndexOf(':');
  return [server.slice(0, colon), Number(server.slice(colon + 1))];
}

/** One broker's connection as KafkaJS makes it, not connected yet, without the rest of KafkaJS's client around it. */
export function openConnection({ kafka, gate, options }: Client, host: string, port: number): OpenConnection {
  const logger = kafka.logger();
  const connectionPool = new ConnectionPool({
    ...securityOf(options.security),
    host,
    port,
    clientId: options.clientId,
    socketFactory: gate.socketFactory,
    connectionTimeout: options.connectionTimeoutMs ?? DEFAULT_CONNECTION_TIMEOUT_MS,
    requestTimeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    logger,
  });
  return { broker: new Broker({ connectionPool, logger }), connection: connectionPool.pool[0] };
}

function tlsFilesOf(security: KafkaSecurity): TlsFiles | undefined {
  if (security.protocol === 'PLAINTEXT') return undefined;
  if (security.protocol === 'SASL_SSL') return { caFile: security.caFile };
  return { caFile: security.caFile, certFile: security.certFile, keyFile: security.keyFile };
}

function securityOf(security: KafkaSecurity): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  if (security.protocol === 'PLAINTEXT') return {};
  // The TLS material itself is read by the socket gate.
  if (security.protocol === 'SSL') return { ssl: true };
  const sasl: SASLOptions = {
    mechanism: 'scram-sha-512',
    username: security.username,
    // Read at each authentication: a rotated password needs no restart.
    get password() {
      return readFileSync(security.passwordFile, 'utf8').replace(/\r?\n$/, '');
    },
  };
  return { ssl: true, sasl };
}

/** KafkaJS reports each attempt of a connection here, dozens in a second while brokers are away. */
const NETWORK = new Set(['Connection', 'BrokerPool', 'Cluster']);

/**
 * KafkaJS's errors are the adapter's raw material: it retries most of them, and reports itself what it could not mend.
 * What KafkaJS says of a client that was cut on purpose is of no interest.
 */
function forward(logger: KafkaLogger, { namespace, level, log }: LogEntry, gate: SocketGate): void {
  const { message, ...extra } = log;
  const own = new Set(['timestamp', 'logger', 'stack']);
  const fields = Object.fromEntries(Object.entries(extra).filter(([name]) => !own.has(name)));
  const loud = (level === logLevel.ERROR || level === logLevel.WARN) && !NETWORK.has(namespace) && !gate.isShut;
  if (loud) logger.warn(fields, `${namespace}: ${message}`);
  else logger.debug(fields, `${namespace}: ${message}`);
}
