import type { KafkaErrorCode } from '../ports';

/** What KafkaJS's errors carry that decisions are made on. */
export interface KafkaJsErrorFields {
  readonly name: string;
  /** The protocol's name of the error, if a broker answered. */
  readonly type?: string;
  /** `host:port`, on connection errors and timeouts. */
  readonly broker?: string;
  readonly message: string;
}

/** What a failed attempt to write means. */
export interface SendVerdict {
  /** The broker's answer itself says that it appended nothing. */
  readonly refused: boolean;
  readonly next: 'retry' | 'new-producer' | 'give-up';
  readonly code: KafkaErrorCode;
  readonly fields: KafkaJsErrorFields;
}

/** Answers of a Produce request, and of nothing else, that say: refused, and the same again would be refused. */
const FINAL: Readonly<Record<string, KafkaErrorCode>> = {
  MESSAGE_TOO_LARGE: 'KAFKA_RECORD_TOO_LARGE',
  RECORD_LIST_TOO_LARGE: 'KAFKA_RECORD_TOO_LARGE',
  INVALID_RECORD: 'KAFKA_RECORD_REJECTED',
  INVALID_TIMESTAMP: 'KAFKA_RECORD_REJECTED',
  POLICY_VIOLATION: 'KAFKA_RECORD_REJECTED',
  INVALID_REQUIRED_ACKS: 'KAFKA_RECORD_REJECTED',
  UNSUPPORTED_COMPRESSION_TYPE: 'KAFKA_RECORD_REJECTED',
};

/** The broker does not know this producer id as we do: it appended nothing, and only another id can go on. */
const SEQUENCE_LOST = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
]);

/**
 * Checked before the append. Its neighbours are not proofs: NOT_LEADER_FOR_PARTITION is also what a leader says that
 * appended and was deposed while it waited for its followers.
 */
const REFUSED_FOR_NOW = 'NOT_ENOUGH_REPLICAS';

const UNAUTHORIZED = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
]);

/** The broker appended this batch before; its answer never came. */
const ALREADY_THERE = 'DUPLICATE_SEQUENCE_NUMBER';

export function judge(error: unknown): SendVerdict {
  const fields = rootFields(error);
  const type = fields.type ?? '';
  const final = FINAL[type];
  if (final) return { refused: true, next: 'give-up', code: final, fields };
  if (SEQUENCE_LOST.has(type)) return { refused: true, next: 'new-producer', code: 'KAFKA_UNAVAILABLE', fields };
  if (type === REFUSED_FOR_NOW) return { refused: true, next: 'retry', code: 'KAFKA_UNAVAILABLE', fields };
  // KafkaJS gives a Produce request's own answer bare, and wraps that of the metadata refresh after a failed write,
  // which hides what became of the write.
  const refused = rootFields(error).name === (error as Error).name;
  if (UNAUTHORIZED.has(type)) return { refused, next: 'give-up', code: 'KAFKA_NOT_AUTHORIZED', fields };
  if (type === ALREADY_THERE) return { refused: false, next: 'give-up', code: 'KAFKA_OUTCOME_UNKNOWN', fields };
  return { refused: false, next: 'retry', code: 'KAFKA_UNAVAILABLE', fields };
}

/** For the end of a message: what the last attempt failed of, in brackets; nothing when nothing is known. */
export function reasonOf(error: unknown): string {
  return error === undefined ? '' : ` (${rootFields(error).message})`;
}

/** KafkaJS wraps: "retries exceeded", caused by "not retriable", caused by what happened. */
export function rootFields(error: unknown): KafkaJsErrorFields {
  let current: unknown = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const wrapper = current.name === 'KafkaJSNumberOfRetriesExceeded' || current.name === 'KafkaJSNonRetriableError';
    if (!wrapper || !(current.cause instanceof Error) || current.cause === current) break;
    current = current.cause;
  }
  if (!(current instanceof Error)) return { name: 'Error', message: String(current) };
  const { type, broker } = current as Error & { type?: unknown; broker?: unknown };
  return {
    name: current.name,
    message: current.message,
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof broker === 'string' ? { broker } : {}),
  };
}
