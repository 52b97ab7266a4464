import { connect } from 'node:net';
import { systemCode } from './errors';

/** How far one voter is, as the leader knows it. */
export interface VoterState {
  readonly id: number;
  /** -1: unknown. */
  readonly logEndOffset: number;
  /** When it last asked the leader for more, milliseconds since the epoch; -1 of the leader itself, or unknown. */
  readonly lastFetchAt: number;
}

/** The metadata quorum as its leader, the active controller, describes it. */
export interface MetadataQuorum {
  readonly leader: number;
  readonly epoch: number;
  /** What a majority has. */
  readonly highWatermark: number;
  readonly voters: readonly VoterState[];
}

// KafkaJS has no DescribeQuorum, and Kafka's own tool takes 1.5 s to start: one request, written and read by hand, as
// `common/message/DescribeQuorum{Request,Response}.json` in kafka-clients describes it. Version 1 is the first with times.
const DESCRIBE_QUORUM = 55;
const VERSION = 1;
const TOPIC = '__cluster_metadata';
const ANSWER_LIMIT_MS = 2000;
/** Above any answer: a quorum of 5 with 9 observers is 500 bytes. */
const LARGEST_ANSWER = 1024 * 1024;

/** The request with its length before it; lengths of a compact format are one more, all of them below 128 here. */
export function describeQuorumRequest(correlationId: number): Buffer {
  const client = Buffer.from('millrace-probe');
  const head = Buffer.alloc(10);
  head.writeInt16BE(DESCRIBE_QUORUM, 0);
  head.writeInt16BE(VERSION, 2);
  head.writeInt32BE(correlationId, 4);
  head.writeInt16BE(client.length, 8);
  const noTags = Buffer.of(0);
  // One topic with one partition, number 0; tags of the partition, the topic and the request.
  const topic = Buffer.concat([Buffer.of(2, TOPIC.length + 1), Buffer.from(TOPIC), Buffer.of(2, 0, 0, 0, 0, 0, 0, 0)]);
  const body = Buffer.concat([head, client, noTags, topic]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  int16(): number {
    return this.bytes.readInt16BE((this.at += 2) - 2);
  }

  int32(): number {
    return this.bytes.readInt32BE((this.at += 4) - 4);
  }

  int64(): number {
    return Number(this.bytes.readBigInt64BE((this.at += 8) - 8));
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes.readUInt8(this.at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  skip(count: number): void {
    this.at += count;
  }

  tags(): void {
    for (let left = this.varint(); left > 0; left -= 1) {
      this.varint();
      this.skip(this.varint());
    }
  }

  list<T>(item: () => T): T[] {
    return Array.from({ length: this.varint() - 1 }, item);
  }
}

function readVoter(reader: Reader): VoterState {
  const voter = { id: reader.int32(), logEndOffset: reader.int64(), lastFetchAt: reader.int64() };
  reader.skip(8); // when it was last caught up
  reader.tags();
  return voter;
}

/** @returns `undefined` when the answer is an error, or from a quorum without a leader */
export function readDescribeQuorum(body: Buffer): MetadataQuorum | undefined {
  const reader = new Reader(body);
  reader.int32(); // the correlation id: one request a connection
  reader.tags();
  if (reader.int16() !== 0) return undefined;
  const [partition] = reader.list(() => {
    reader.skip(reader.varint() - 1); // the topic's name
    const partitions = reader.list(() => {
      reader.int32();
      const error = reader.int16();
      const [leader, epoch, highWatermark] = [reader.int32(), reader.int32(), reader.int64()];
      const voters = reader.list(() => readVoter(reader));
      reader.list(() => readVoter(reader)); // brokers that only follow
      reader.tags();
      return { error, quorum: { leader, epoch, highWatermark, voters } };
    });
    reader.tags();
    return partitions[0];
  });
  return partition === undefined || partition.error !== 0 || partition.quorum.leader < 0 ? undefined : partition.quorum;
}

function exchange(server: string, request: Buffer): Promise<Buffer | undefined> {
  const colon = server.lastIndexOf(':');
  return new Promise((settle) => {
    const socket = connect({ host: server.slice(0, colon), port: Number(server.slice(colon + 1)) });
    let received = Buffer.alloc(0);
    const end = (answer: Buffer | undefined): void => {
      clearTimeout(limit);
      socket.destroy();
      settle(answer);
    };
    const limit = setTimeout(() => end(undefined), ANSWER_LIMIT_MS);
    socket.once('connect', () => socket.write(request));
    socket.once('error', () => end(undefined));
    socket.once('close', () => end(undefined));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const size = received.readInt32BE(0);
      if (size < 0 || size > LARGEST_ANSWER) end(undefined);
      else if (received.length >= 4 + size) end(received.subarray(4, 4 + size));
    });
  });
}

/**
 * The metadata quorum, asked through this broker, which passes the question on to the active controller: only that one
 * answers it. `undefined` while there is none, or the broker does not answer within 2 s.
 */
export async function quorumSeenFrom(server: string): Promise<MetadataQuorum | undefined> {
  const answer = await exchange(server, describeQuorumRequest(1));
  try {
    return answer === undefined ? undefined : readDescribeQuorum(answer);
  } catch (error) {
    // Cut off within a field: as good as no answer.
    if (['ERR_OUT_OF_RANGE', 'ERR_BUFFER_OUT_OF_BOUNDS'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}
