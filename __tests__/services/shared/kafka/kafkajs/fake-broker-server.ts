import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const [PRODUCE, METADATA, API_VERSIONS, INIT_PRODUCER_ID] = [0, 3, 18, 22];
const PRODUCER_ID = 4711n;

/** What a produce request for one partition said. */
export interface Produced {
  readonly partition: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly count: number;
}

/** Who leads the one partition of topic `t`, as all of a cluster's brokers say. */
export interface Leadership {
  leader: number;
  brokers: readonly FakeBrokerServer[];
}

/** A broker with one topic, `t`, of one partition, that speaks as much of Kafka's protocol as a producer needs. */
export class FakeBrokerServer {
  readonly produced: Produced[] = [];
  questions = 0;
  /** Producer ids given. */
  identities = 0;
  /** Keeps connections, takes new ones, and answers nothing; or nothing to writes. */
  frozen: boolean | 'for writes' = false;
  /** Cut off from the other brokers: it still believes that this one leads. */
  believes: number | undefined;
  /** The error code of the next answers to produce requests, and 0 after them. */
  errors: number[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    readonly id: number,
    readonly port: number,
    private readonly server: Server,
    private readonly cluster: Leadership,
  ) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(id: number, cluster: Leadership): Promise<FakeBrokerServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeBrokerServer(id, (server.address() as AddressInfo).port, server, cluster);
  }

  /** Gone, as after a SIGKILL. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const end = 4 + received.readInt32BE(0);
        this.answer(socket, received.subarray(4, end));
        received = received.subarray(end);
      }
    });
  }

  private answer(socket: Socket, request: Buffer): void {
    if (this.frozen === true || (this.frozen === 'for writes' && request.readInt16BE(0) === PRODUCE)) return;
    const body = this.bodyFor(request);
    socket.write(Buffer.concat([int32(4 + body.length), request.subarray(4, 8), body]));
  }

  private bodyFor(request: Buffer): Buffer {
    const key = request.readInt16BE(0);
    if (key === PRODUCE) return this.take(request.subarray(10 + request.readInt16BE(8)));
    if (key === METADATA) return this.metadata();
    if (key === INIT_PRODUCER_ID) return this.identity();
    if (key !== API_VERSIONS) throw new Error(`a request with key ${key}`);
    const served = [PRODUCE, METADATA, API_VERSIONS, INIT_PRODUCER_ID].map((each) =>
      Buffer.concat([int16(each), int16(0), int16(9)]),
    );
    return Buffer.concat([int16(0), int32(served.length), ...served, int32(0)]);
  }

  private identity(): Buffer {
    this.identities += 1;
    return Buffer.concat([int32(0), int16(0), int64(PRODUCER_ID), int16(0)]);
  }

  private metadata(): Buffer {
    this.questions += 1;
    const { brokers } = this.cluster;
    const leader = this.believes ?? this.cluster.leader;
    const all = brokers.map(({ id, port }) => Buffer.concat([int32(id), text('127.0.0.1'), int32(port), int16(-1)]));
    const partition = [int16(0), int32(0), int32(leader), int32(0), int32(0), int32(0)];
    const topic = [int16(0), text('t'), Buffer.from([0]), int32(1), ...partition];
    return Buffer.concat([int32(0), int32(all.length), ...all, int16(-1), int32(1), int32(1), ...topic]);
  }

  /** Transactional id, acks, timeout, one topic, one partition, one batch. */
  private take(body: Buffer): Buffer {
    const partitionAt = 12 + 2 + body.readInt16BE(12) + 4;
    const batch = body.subarray(partitionAt + 8);
    this.produced.push({
      partition: body.readInt32BE(partitionAt),
      producerId: batch.readBigInt64BE(43),
      producerEpoch: batch.readInt16BE(51),
      baseSequence: batch.readInt32BE(53),
      count: batch.readInt32BE(57),
    });
    const answer = [int32(0), int16(this.errors.shift() ?? 0), int64(100n), int64(-1n), int64(0n)];
    return Buffer.concat([int32(1), text('t'), int32(1), ...answer, int32(0)]);
  }
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int64(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(value);
  return buffer;
}

function text(value: string): Buffer {
  return Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
}
