import type { Connection, RequestEntry } from 'kafkajs/src/network/connectionPool';
import { monotonicMs } from '../../../../../services/shared/kafka/monotonic';
import { BrokerLink, DISTRUST_MS, type WriteOutcome } from '../../../../../services/shared/kafka/kafkajs/broker-link';
import { SLOW_MS } from '../../../../../services/shared/kafka/kafkajs/first-answer';
import type { OpenConnection } from '../../../../../services/shared/kafka/kafkajs/shared-connection';

/** What a partition's answer looks like: its error code and its offset. */
type Answers = readonly (readonly [partition: number, code: number, offset: bigint])[];

/** A broker that keeps what it is sent, and answers when it is told to. */
class FakeBroker {
  readonly requests: { readonly entry: RequestEntry; readonly bytes: Buffer }[] = [];
  readonly throttled: number[] = [];
  connections = 0;
  cuts = 0;
  private written: Buffer[] = [];
  private connected = false;

  readonly link = new BrokerLink(
    'b',
    9092,
    () => this.open(),
    () => this.lose(),
    { acks: -1, timeoutMs: 9_000 },
  );

  answer(request: number, answers: Answers, throttleMs = 0): void {
    const parts = answers.map(([partition, code, offset]) => {
      const part = Buffer.alloc(30);
      part.writeInt32BE(partition, 0);
      part.writeInt16BE(code, 4);
      part.writeBigInt64BE(offset, 6);
      return part;
    });
    const topic = Buffer.from([0, 1, 't'.charCodeAt(0)]);
    const payload = Buffer.concat([int32(1), topic, int32(parts.length), ...parts, int32(throttleMs)]);
    this.requests[request]?.entry.resolve({ payload });
  }

  fail(request: number, name: string): void {
    this.requests[request]?.entry.reject(Object.assign(new Error(name), { name }));
  }

  lose(): void {
    this.cuts += 1;
    this.connected = false;
  }

  private open(): OpenConnection {
    const connection = {
      clientId: 'c',
      sasl: null,
      isConnected: () => this.connected,
      nextCorrelationId: () => this.requests.length,
      socket: {
        cork: () => (this.written = []),
        write: (piece: Buffer) => this.written.push(piece),
        uncork: () => undefined,
      },
      requestQueue: {
        maybeThrottle: (ms: number) => this.throttled.push(ms),
        push: ({ entry, sendRequest }: { entry: RequestEntry; sendRequest(): void }) => {
          sendRequest();
          this.requests.push({ entry, bytes: Buffer.concat(this.written) });
        },
      },
    };
    const connect = (): Promise<void> => {
      this.connections += 1;
      this.connected = true;
      return Promise.resolve();
    };
    const disconnect = (): Promise<void> => Promise.resolve();
    const broker = { connect, disconnect } as unknown as OpenConnection['broker'];
    return { broker, connection: connection as unknown as Connection };
  }
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const produce = (broker: FakeBroker, partition: number, bytes = 1): Promise<WriteOutcome> =>
  broker.link.produce({ topic: 't', partition, records: Buffer.alloc(bytes, partition) });

async function connected(): Promise<FakeBroker> {
  const broker = new FakeBroker();
  await broker.link.connect();
  return broker;
}

describe('the way to a broker', () => {
  it('takes the batches of several partitions together, and tells each what became of it', async () => {
    const broker = await connected();
    const outcomes = [produce(broker, 0), produce(broker, 1), produce(broker, 2)];
    await turn();
    expect(broker.requests).toHaveLength(1);
    const answers: Answers = [
      [1, 6, -1n],
      [0, 0, 40n],
    ];
    broker.answer(0, answers, 120);
    expect(await Promise.all(outcomes)).toEqual([
      { offset: 40n },
      { error: expect.objectContaining({ type: 'NOT_LEADER_FOR_PARTITION' }) as Error, handedOver: true },
      { error: expect.objectContaining({ name: 'UnansweredBatch' }) as Error, handedOver: true },
    ]);
    expect(broker.throttled).toEqual([120]);
  });

  it('has one request on its way, and wakes all who wait together when the answer is there', async () => {
    const broker = await connected();
    expect(broker.link.ready()).toBeUndefined();
    const first = produce(broker, 0);
    await turn();
    const woken: number[] = [];
    for (const partition of [1, 2]) void broker.link.ready()?.then(() => woken.push(partition));
    const late = produce(broker, 3);
    await turn();
    expect([broker.requests.length, woken]).toEqual([1, []]);
    broker.answer(0, [[0, 0, 1n]]);
    expect(await first).toEqual({ offset: 1n });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([broker.requests.length, woken]).toEqual([2, [1, 2]]);
    broker.answer(1, [[3, 0, 9n]]);
    expect(await late).toEqual({ offset: 9n });
  });

  it('splits what is too much for a request, in order', async () => {
    const broker = await connected();
    const outcomes = [0, 1, 2].map((partition) => produce(broker, partition, 1024 * 1024));
    await turn();
    expect(broker.requests.map(({ bytes }) => Math.round(bytes.length / 2 ** 20))).toEqual([2]);
    const answers: Answers = [
      [0, 0, 1n],
      [1, 0, 2n],
    ];
    broker.answer(0, answers);
    await Promise.all(outcomes.slice(0, 2));
    await turn();
    broker.answer(1, [[2, 0, 3n]]);
    expect(await outcomes[2]).toEqual({ offset: 3n });
  });

  it('knows that nothing left without a connection, and that something may have with one that broke', async () => {
    const broker = new FakeBroker();
    expect(await produce(broker, 0)).toMatchObject({ error: { name: 'NotConnected' }, handedOver: false });
    await broker.link.connect();
    const outcome = produce(broker, 0);
    await turn();
    broker.fail(0, 'KafkaJSConnectionClosedError');
    expect(await outcome).toMatchObject({ error: { name: 'KafkaJSConnectionClosedError' }, handedOver: true });
    expect(broker.cuts).toBe(0);
  });

  it('ends the connection of a request that timed out, and makes a new one, once for all', async () => {
    const broker = await connected();
    const outcome = produce(broker, 0);
    await turn();
    broker.fail(0, 'KafkaJSRequestTimeoutError');
    expect(await outcome).toMatchObject({ handedOver: true });
    expect([broker.cuts, broker.link.connected]).toEqual([1, false]);
    await Promise.all([broker.link.connect(), broker.link.connect()]);
    expect([broker.connections, broker.link.connected]).toEqual([2, true]);
  });

  it('asks on another connection than it writes on, and knows when it is owed an answer', async () => {
    const broker = new FakeBroker();
    expect(broker.link.reluctance(monotonicMs())).toBe(1);
    let answer: (text: string) => void = () => undefined;
    const asked = broker.link.ask(() => new Promise<string>((resolve) => (answer = resolve)));
    await turn();
    expect([broker.connections, broker.link.connected]).toEqual([1, false]);
    expect(broker.link.reluctance(monotonicMs())).toBe(1); // asked just now
    expect(broker.link.reluctance(monotonicMs() + SLOW_MS + 1)).toBe(2);
    answer('me');
    expect(await asked).toBe('me');
    expect(broker.link.reluctance(monotonicMs() + SLOW_MS + 1)).toBe(0);
    await expect(broker.link.ask(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(broker.link.reluctance(monotonicMs() + SLOW_MS + 1)).toBe(2);
    expect(broker.link.reluctance(monotonicMs() + DISTRUST_MS + 1)).toBe(1); // not connected any more
  });

  it('says which partitions have had no answer for long', async () => {
    const broker = await connected();
    const outcome = produce(broker, 5);
    await turn();
    expect(broker.link.overdue(monotonicMs())).toEqual([]);
    expect(broker.link.overdue(monotonicMs() + SLOW_MS + 1)).toMatchObject([{ topic: 't', partition: 5 }]);
    broker.answer(0, [[5, 0, 0n]]);
    await outcome;
    expect(broker.link.overdue(monotonicMs() + SLOW_MS + 1)).toEqual([]);
  });
});
