import { createServer, type AddressInfo, type Server } from 'node:net';
import { describeQuorumRequest, quorumSeenFrom, readDescribeQuorum } from '../../../local/kafka/metadata-quorum';

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};
const noTags = Buffer.of(0);
const list = (...items: Buffer[]): Buffer => Buffer.concat([Buffer.of(items.length + 1), ...items]);

const voter = (id: number, end: number, fetched: number, tags = noTags): Buffer =>
  Buffer.concat([int32(id), int64(end), int64(fetched), int64(fetched), tags]);

interface Answer {
  readonly error?: number;
  readonly partitionError?: number;
  readonly leader?: number;
}

/** As `DescribeQuorumResponse.json` of kafka-clients 4.3.1 lays out version 1. */
function answer({ error = 0, partitionError = 0, leader = 2 }: Answer = {}): Buffer {
  // One tagged field of 3 bytes, number 5: a later version may send such, and it is to be passed over.
  const tagged = Buffer.of(1, 5, 3, 9, 9, 9);
  const voters = list(voter(1, 4_999_999_999, 1_763_740_000_123, tagged), voter(2, 5_000_000_000, -1));
  const partition = [int32(0), int16(partitionError), int32(leader), int32(7), int64(4_999_999_998), voters];
  const observers = list(voter(3, 12, 5));
  const topic = Buffer.concat([Buffer.of(19), Buffer.from('__cluster_metadata')]);
  const partitions = list(Buffer.concat([...partition, observers, noTags]));
  return Buffer.concat([int32(1), noTags, int16(error), list(Buffer.concat([topic, partitions, noTags])), noTags]);
}

describe('describeQuorumRequest', () => {
  it('asks for the one partition of the metadata, in version 1', () => {
    const request = describeQuorumRequest(1);
    expect(request.readInt32BE(0)).toBe(request.length - 4);
    expect([request.readInt16BE(4), request.readInt16BE(6), request.readInt32BE(8)]).toEqual([55, 1, 1]);
    // Client id, no tags, one topic of 18 letters, one partition 0, tags of the partition, the topic and the request.
    expect(request.subarray(12).toString('latin1')).toBe(
      '\0\x0emillrace-probe\0\x02\x13__cluster_metadata\x02\0\0\0\0\0\0\0',
    );
  });
});

describe('readDescribeQuorum', () => {
  it('reads leader, high watermark and every voter', () => {
    expect(readDescribeQuorum(answer())).toEqual({
      leader: 2,
      epoch: 7,
      highWatermark: 4_999_999_998,
      voters: [
        { id: 1, logEndOffset: 4_999_999_999, lastFetchAt: 1_763_740_000_123 },
        { id: 2, logEndOffset: 5_000_000_000, lastFetchAt: -1 },
      ],
    });
  });

  it.each([
    ['an error', { error: 41 }],
    ['an error of the partition', { partitionError: 6 }],
    ['no leader', { leader: -1 }],
  ])('takes %s for no answer', (_, wrong) => {
    expect(readDescribeQuorum(answer(wrong))).toBeUndefined();
  });
});

describe('quorumSeenFrom', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function answering(...chunks: readonly Buffer[]): Promise<string> {
    server = createServer((socket) => {
      socket.once('data', () => {
        for (const chunk of chunks) socket.write(chunk);
        socket.end();
      });
    });
    await new Promise<void>((settle) => server?.listen(0, '127.0.0.1', settle));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('puts an answer together that comes in pieces', async () => {
    const body = answer();
    const from = await answering(int32(body.length), body.subarray(0, 9), body.subarray(9));
    expect((await quorumSeenFrom(from))?.leader).toBe(2);
  });

  it.each([
    ['a broker that hangs up', []],
    ['an answer cut off within a field', [int32(40), answer().subarray(0, 40)]],
    ['a length that cannot be', [int32(-5)]],
  ])('takes %s for no answer', async (_, chunks) => {
    expect(await quorumSeenFrom(await answering(...chunks))).toBeUndefined();
  });

  it('takes nobody there for no answer', async () => {
    const from = await answering();
    await new Promise((settle) => server?.close(settle));
    expect(await quorumSeenFrom(from)).toBeUndefined();
  });
});
