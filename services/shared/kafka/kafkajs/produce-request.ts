import { createErrorFromCode } from 'kafkajs/src/protocol/error';

export const PRODUCE_API_KEY = 0;
/** The last one without tagged fields; brokers from 2.1 on have it. */
export const PRODUCE_VERSION = 7;

/** One partition's record batch, encoded. */
export interface PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: Buffer;
}

export interface ProduceHeader {
  readonly correlationId: number;
  readonly clientId: string;
  /** -1: all in-sync replicas; 1: the leader alone. */
  readonly acks: number;
  /** How long the broker waits for its followers. */
  readonly timeoutMs: number;
}

/** What became of one partition's batch. */
export type BatchAnswer = { readonly offset: bigint } | { readonly refusal: Error };

/** The request in pieces, in order: the batches themselves are not copied. A partition comes once at most. */
export function encodeProduceRequest(header: ProduceHeader, batches: readonly PartitionBatch[]): Buffer[] {
  const byTopic = new Map<string, PartitionBatch[]>();
  for (const batch of batches) {
    const present = byTopic.get(batch.topic);
    if (present) present.push(batch);
    else byTopic.set(batch.topic, [batch]);
  }
  const pieces = [encodeHead(header, byTopic.size)];
  for (const [topic, partitions] of byTopic) {
    let prefix = encodeTopic(topic, partitions.length);
    for (const { partition, records } of partitions) {
      const before = Buffer.allocUnsafe(8);
      before.writeInt32BE(partition, 0);
      before.writeInt32BE(records.length, 4);
      pieces.push(prefix.length > 0 ? Buffer.concat([prefix, before]) : before, records);
      prefix = Buffer.alloc(0);
    }
  }
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  (pieces[0] as Buffer).writeInt32BE(bytes - 4, 0);
  return pieces;
}

function encodeHead({ correlationId, clientId, acks, timeoutMs }: ProduceHeader, topics: number): Buffer {
  const client = Buffer.from(clientId);
  const head = Buffer.allocUnsafe(26 + client.length);
  head.writeInt16BE(PRODUCE_API_KEY, 4);
  head.writeInt16BE(PRODUCE_VERSION, 6);
  head.writeInt32BE(correlationId, 8);
  head.writeInt16BE(client.length, 12);
  client.copy(head, 14);
  const at = 14 + client.length;
  head.writeInt16BE(-1, at); // no transactional id
  head.writeInt16BE(acks, at + 2);
  head.writeInt32BE(timeoutMs, at + 4);
  head.writeInt32BE(topics, at + 8);
  return head;
}

function encodeTopic(topic: string, partitions: number): Buffer {
  const name = Buffer.from(topic);
  const encoded = Buffer.allocUnsafe(6 + name.length);
  encoded.writeInt16BE(name.length, 0);
  name.copy(encoded, 2);
  encoded.writeInt32BE(partitions, 2 + name.length);
  return encoded;
}

export function answerKey(topic: string, partition: number): string {
  return `${partition}/${topic}`;
}

/** Answers by `answerKey`, and how long the broker asks this client to hold back. */
export function decodeProduceAnswer(payload: Buffer): { answers: Map<string, BatchAnswer>; throttleMs: number } {
  const answers = new Map<string, BatchAnswer>();
  const topics = payload.readInt32BE(0);
  let at = 4;
  for (let topicIndex = 0; topicIndex < topics; topicIndex += 1) {
    const nameBytes = payload.readInt16BE(at);
    const topic = payload.toString('utf8', at + 2, at + 2 + nameBytes);
    at += 2 + nameBytes;
    const partitions = payload.readInt32BE(at);
    at += 4;
    for (let index = 0; index < partitions; index += 1, at += PARTITION_ANSWER_BYTES) {
      const code = payload.readInt16BE(at + 4);
      const answer = code === 0 ? { offset: payload.readBigInt64BE(at + 6) } : { refusal: createErrorFromCode(code) };
      answers.set(answerKey(topic, payload.readInt32BE(at)), answer);
    }
  }
  return { answers, throttleMs: payload.readInt32BE(at) };
}

/** Partition, error, base offset, append time, start of the log. */
const PARTITION_ANSWER_BYTES = 4 + 2 + 8 + 8 + 8;
