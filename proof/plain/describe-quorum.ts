import type { InternalBroker } from './broker-views';

/**
 * Who leads the metadata quorum: DescribeQuorum (55), version 0, which KafkaJS does not know; Kafka's protocol guide has it.
 * The user needs Describe on the cluster; a broker hands the question on to the active controller.
 */

export interface QuorumView {
  /** -1: none. */
  readonly leader: number;
  readonly voters: readonly { readonly id: number; readonly lag: number }[];
}

const API_KEY = 55;
const METADATA_TOPIC = '__cluster_metadata';

/** Unsigned varint of a length below 127, one more than it is: 0 stands for null. */
const shortLength = (length: number): Buffer => Buffer.from([length + 1]);
const NO_TAGS = Buffer.from([0]);

function requestBody(): Buffer {
  const topic = Buffer.from(METADATA_TOPIC);
  const partition = Buffer.concat([Buffer.alloc(4), NO_TAGS]);
  const topics = [shortLength(1), shortLength(topic.length), topic, shortLength(1), partition, NO_TAGS];
  // KafkaJS writes a header without tags in front; here are the header's, then the body and the body's own.
  return Buffer.concat([NO_TAGS, ...topics, NO_TAGS]);
}

class Answer {
  private at = 0;
  constructor(private readonly content: Buffer) {}

  int16(): number {
    this.at += 2;
    return this.content.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.content.readInt32BE(this.at - 4);
  }

  int64(): bigint {
    this.at += 8;
    return this.content.readBigInt64BE(this.at - 8);
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.content.readUInt8(this.at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  text(): void {
    this.at += this.varint() - 1;
  }

  tags(): void {
    for (let left = this.varint(); left > 0; left -= 1) {
      this.varint();
      this.at += this.varint();
    }
  }

  list<T>(item: () => T): T[] {
    return Array.from({ length: this.varint() - 1 }, item);
  }
}

const succeeds = (code: number): void => {
  if (code !== 0) throw new Error(`DescribeQuorum: the broker answered error ${code}`);
};

/** @param content behind the correlation id */
export function decodeQuorum(content: Buffer): QuorumView {
  const answer = new Answer(content);
  const replica = () => {
    const found = { id: answer.int32(), end: answer.int64() };
    answer.tags();
    return found;
  };
  const partition = (): QuorumView => {
    answer.int32();
    succeeds(answer.int16());
    const leader = answer.int32();
    answer.int32(); // epoch
    answer.int64(); // high watermark
    const voters = answer.list(replica);
    answer.list(replica); // observers
    answer.tags();
    const end = voters.find(({ id }) => id === leader)?.end ?? 0n;
    return { leader, voters: voters.map(({ id, end: own }) => ({ id, lag: Number(end - own) })) };
  };
  answer.tags(); // of the header
  succeeds(answer.int16());
  const [found] = answer
    .list(() => {
      answer.text();
      const partitions = answer.list(partition);
      answer.tags();
      return partitions;
    })
    .flat();
  if (found === undefined) throw new Error('DescribeQuorum: the answer has no partition');
  return found;
}

export async function describeQuorum(broker: InternalBroker): Promise<QuorumView> {
  const connection = await broker.connectionPool.getConnection();
  const buffer = requestBody();
  return (await connection.send({
    // Looks like KafkaJS's encoder: it asks for `buf` and copies `buffer`.
    request: {
      apiKey: API_KEY,
      apiVersion: 0,
      apiName: 'DescribeQuorum',
      encode: async () => ({ buf: buffer, buffer }),
    },
    response: { decode: async (content: Buffer) => content, parse: async (content: Buffer) => decodeQuorum(content) },
    logResponseError: false,
  })) as QuorumView;
}
