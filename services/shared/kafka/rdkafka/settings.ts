import { readFileSync } from 'node:fs';
import type { KafkaSecurity } from '../../../../contracts/runtime-config';
import type { ConsumerSpec, KafkaLogger, ProducerSpec, TransactionalSpec } from '../ports';
import type { Settings } from './library';

/**
 * The one place with librdkafka's own names of settings. Meaning and defaults: its CONFIGURATION.md, 2.15.
 */

export interface ConnectionOptions {
  /** `host:port`, separated by commas. */
  readonly bootstrapServers: string;
  readonly clientId: string;
  /** The zone this process runs in: records are fetched from a replica in the same zone. @default - from the leader */
  readonly rack?: string;
  readonly security: KafkaSecurity;
  readonly logger: KafkaLogger;
  /** After this a broker counts as hung and its connection is cut. @default 10000 */
  readonly requestTimeoutMs?: number;
}

const KIB = 1024;
/** Records that arrive within this time share a request. librdkafka's own default is 5. */
const LINGER_MS = 1;
/** How long a topic that nobody knows may still come to be known. librdkafka's own default is 30000. */
const PROPAGATION_MS = 1_000;

export const producerDefaults: Required<ProducerSpec> = {
  durability: { acks: 'all', idempotent: true },
  deliveryTimeoutMs: 30_000,
  maxQueuedRecords: 50_000,
  maxQueuedBytes: 64 * KIB * KIB,
  maxBatchBytes: 512 * KIB,
  maxBatchRecords: 10_000,
  maxRecordBytes: 900 * KIB,
  topicRefreshMs: 30_000,
  onBatch: () => undefined,
};

export function connectionSettings({
  bootstrapServers,
  clientId,
  rack,
  security,
  requestTimeoutMs = 10_000,
}: ConnectionOptions): Settings {
  return {
    'bootstrap.servers': bootstrapServers,
    'client.id': clientId,
    'socket.timeout.ms': requestTimeoutMs,
    'socket.connection.setup.timeout.ms': 3_000,
    'socket.keepalive.enable': true,
    'socket.nagle.disable': true,
    'reconnect.backoff.ms': 50,
    'reconnect.backoff.max.ms': 1_000,
    // Brokers close connections that are idle; that is no error.
    'log.connection.close': false,
    'allow.auto.create.topics': false,
    ...(rack === undefined ? {} : { 'client.rack': rack }),
    ...securitySettings(security),
  };
}

function securitySettings(security: KafkaSecurity): Settings {
  if (security.protocol === 'PLAINTEXT') return { 'security.protocol': 'plaintext' };
  if (security.protocol === 'SSL')
    return {
      'security.protocol': 'ssl',
      'ssl.ca.location': security.caFile,
      'ssl.certificate.location': security.certFile,
      'ssl.key.location': security.keyFile,
    };
  return {
    'security.protocol': 'sasl_ssl',
    'ssl.ca.location': security.caFile,
    'sasl.mechanisms': security.mechanism,
    'sasl.username': security.username,
    'sasl.password': passwordOf(security.passwordFile),
  };
}

/** Also asked for again when the brokers refuse the one that was read before. */
export function passwordOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
}

export function producerSettings(connection: ConnectionOptions, spec: Required<ProducerSpec>): Settings {
  const { durability, deliveryTimeoutMs, maxBatchBytes, maxBatchRecords, maxRecordBytes } = spec;
  return {
    ...connectionSettings(connection),
    'enable.idempotence': durability.idempotent,
    acks: durability.acks === 'all' ? -1 : 1,
    // librdkafka keeps the order with up to five requests of a broker in flight, if the producer is idempotent.
    'max.in.flight.requests.per.connection': durability.idempotent ? 5 : 1,
    'delivery.timeout.ms': deliveryTimeoutMs,
    'linger.ms': Math.min(LINGER_MS, deliveryTimeoutMs),
    'batch.size': maxBatchBytes,
    'batch.num.messages': maxBatchRecords,
    'message.max.bytes': Math.max(maxRecordBytes, maxBatchBytes, 1_000),
    'retry.backoff.ms': 50,
    'retry.backoff.max.ms': 500,
    'topic.metadata.refresh.interval.ms': spec.topicRefreshMs,
    'topic.metadata.propagation.max.ms': PROPAGATION_MS,
    // Who waits is counted on our side; these must never be the tighter limit.
    'queue.buffering.max.messages': Math.min(10_000_000, spec.maxQueuedRecords + 1),
    'queue.buffering.max.kbytes': Math.min(2_147_483_647, Math.ceil((spec.maxQueuedBytes * 2) / KIB) + 1_024),
  };
}

/** Kafka's own way from a key to a partition; a record without a key goes anywhere. */
export const partitionerSettings: Settings = { partitioner: 'murmur2_random' };

export function consumerSettings(connection: ConnectionOptions, spec: ConsumerSpec): Settings {
  const { sessionTimeoutMs = 30_000, rebalanceTimeoutMs = 60_000 } = spec;
  const { maxBytesPerFetch = 4 * KIB * KIB, maxBytesPerPartition = 512 * KIB } = spec;
  return {
    ...connectionSettings(connection),
    'group.id': spec.group,
    'isolation.level': spec.isolation ?? 'read_committed',
    'enable.auto.commit': false,
    'enable.auto.offset.store': false,
    'enable.partition.eof': true,
    'session.timeout.ms': sessionTimeoutMs,
    'heartbeat.interval.ms': Math.max(1, Math.min(3_000, Math.floor(sessionTimeoutMs / 4))),
    // Also how long the group waits for a member when it is shared out anew.
    'max.poll.interval.ms': Math.max(rebalanceTimeoutMs, sessionTimeoutMs),
    'partition.assignment.strategy': 'roundrobin',
    'fetch.max.bytes': Math.max(maxBytesPerFetch, maxBytesPerPartition),
    'message.max.bytes': Math.max(1_000, Math.min(1_000_000, maxBytesPerFetch, maxBytesPerPartition)),
    'max.partition.fetch.bytes': maxBytesPerPartition,
    'fetch.wait.max.ms': 500,
    // What is fetched ahead of the handlers, for all partitions together.
    'queued.max.messages.kbytes': Math.max(1, Math.ceil(maxBytesPerFetch / KIB)),
    'topic.metadata.refresh.interval.ms': 30_000,
  };
}

/** A group without a position begins at the beginning. */
export const groupTopicSettings: Settings = { 'auto.offset.reset': 'earliest' };

export function transactionalSettings(
  connection: ConnectionOptions,
  spec: TransactionalSpec,
  transactionalId: string,
): Settings {
  const { transactionTimeoutMs = 60_000 } = spec;
  const limit = Math.floor(transactionTimeoutMs / 2);
  return {
    ...producerSettings(connection, { ...producerDefaults, deliveryTimeoutMs: limit }),
    'transactional.id': transactionalId,
    'transaction.timeout.ms': transactionTimeoutMs,
    'linger.ms': 0,
  };
}
