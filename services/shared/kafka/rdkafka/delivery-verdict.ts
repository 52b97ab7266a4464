import { KafkaError, type KafkaErrorCode } from '../ports';
import type { LibraryError } from './library';

/** Numbers of librdkafka; negative ones are its own, the others the protocol's. */
export const codes = {
  fatal: -150,
  revokePartitions: -174,
  assignPartitions: -175,
  fenced: -144,
  authentication: -169,
  timedOut: -192,
  queueFull: -184,
  unknownTopic: -188,
  unknownPartition: -190,
  transport: -195,
} as const;

/** Refused by a broker or by librdkafka itself, and the same again would be refused. */
const REFUSED = new Map<number, KafkaErrorCode>([
  [10, 'KAFKA_RECORD_TOO_LARGE'], // MESSAGE_TOO_LARGE
  [18, 'KAFKA_RECORD_TOO_LARGE'], // RECORD_LIST_TOO_LARGE
  [21, 'KAFKA_RECORD_REJECTED'], // INVALID_REQUIRED_ACKS
  [32, 'KAFKA_RECORD_REJECTED'], // INVALID_TIMESTAMP
  [44, 'KAFKA_RECORD_REJECTED'], // POLICY_VIOLATION
  [76, 'KAFKA_RECORD_REJECTED'], // UNSUPPORTED_COMPRESSION_TYPE
  [87, 'KAFKA_RECORD_REJECTED'], // INVALID_RECORD
  [29, 'KAFKA_NOT_AUTHORIZED'], // TOPIC_AUTHORIZATION_FAILED
  [31, 'KAFKA_NOT_AUTHORIZED'], // CLUSTER_AUTHORIZATION_FAILED
  [3, 'KAFKA_UNKNOWN_TOPIC'], // UNKNOWN_TOPIC_OR_PARTITION
  [17, 'KAFKA_UNKNOWN_TOPIC'], // INVALID_TOPIC_EXCEPTION
  [codes.unknownTopic, 'KAFKA_UNKNOWN_TOPIC'],
  [codes.unknownPartition, 'KAFKA_UNKNOWN_TOPIC'],
]);

const WORDS: Partial<Record<KafkaErrorCode, string>> = {
  KAFKA_RECORD_TOO_LARGE: 'is larger than the topic allows, alone or together with those it travelled with',
  KAFKA_UNKNOWN_TOPIC: 'has no such topic or partition to go to; topics are never created by writing to them',
  KAFKA_NOT_AUTHORIZED: 'is not allowed to be written',
  KAFKA_RECORD_REJECTED: 'was refused by the broker',
};

export interface Delivery {
  readonly topic: string;
  /** As the report says; -1: it had not been given a partition, so that it can not have been sent. */
  readonly partition: number;
  /** A connection was lost since the record was handed over: an earlier attempt may have been stored unanswered. */
  readonly troubled: boolean;
}

/**
 * What a failed delivery means. librdkafka knows whether a message "may be persisted", but its Node.js binding does not
 * pass that on: what is certain here follows from the error and from what happened to the connections meanwhile.
 */
export function failedDelivery(error: LibraryError, { topic, partition, troubled }: Delivery): KafkaError {
  const said = `(${error.message})`;
  const certain = partition < 0 || !troubled;
  const code = REFUSED.get(error.code);
  if (code) {
    const message = `A record for "${topic}" ${WORDS[code]} ${said}; ${certain ? 'nothing was written' : 'an earlier attempt may have been stored'}.`;
    return new KafkaError(code, message, false, certain ? 'not-written' : 'unknown', { cause: error });
  }
  if (error.code === codes.timedOut && partition < 0) return unavailable(topic, error);
  return outcomeUnknown(topic, partition, error);
}

/** What `produce()` throws: the record was not taken, and is nowhere. */
export function refusedAtOnce(error: unknown, topic: string): KafkaError {
  const failure = error as LibraryError;
  if (failure.code === codes.queueFull) return overloaded(failure);
  const code = REFUSED.get(failure.code);
  if (code) return failedDelivery(failure, { topic, partition: -1, troubled: false });
  return unavailable(topic, failure);
}

export function unavailable(topic: string, cause?: unknown): KafkaError {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  const message = `No broker took a record for "${topic}" within the delivery timeout${why}; nothing was written.`;
  return new KafkaError('KAFKA_UNAVAILABLE', message, true, 'not-written', { cause });
}

export function outcomeUnknown(topic: string, partition: number, cause?: unknown): KafkaError {
  const where = partition < 0 ? `"${topic}"` : `${topic}-${partition}`;
  const message = `A write to ${where} ended without an answer; it may or may not be stored.`;
  return new KafkaError('KAFKA_OUTCOME_UNKNOWN', message, true, 'unknown', { cause });
}

export function overloaded(cause?: unknown): KafkaError {
  const message = 'The queue of records to be written is full; nothing more is accepted now.';
  return new KafkaError('KAFKA_OVERLOADED', message, true, 'not-written', { cause });
}

export function closed(): KafkaError {
  return new KafkaError('KAFKA_CLOSED', 'The producer is closed; nothing was written.', false, 'not-written');
}

export function tooLarge(topic: string, bytes: number, maxRecordBytes: number): KafkaError {
  const message = `A record for "${topic}" has ${bytes} bytes; at most ${maxRecordBytes} are allowed.`;
  return new KafkaError('KAFKA_RECORD_TOO_LARGE', message, false, 'not-written');
}
