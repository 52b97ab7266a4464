import { monotonicMs } from '../../../../../services/shared/kafka/monotonic';
import { BatchSender } from '../../../../../services/shared/kafka/kafkajs/batch-sender';
import type { LaneRecord } from '../../../../../services/shared/kafka/kafkajs/lane';
import { ProducerSessions } from '../../../../../services/shared/kafka/kafkajs/producer-sessions';
import { KafkaError, type ProducerDurability } from '../../../../../services/shared/kafka/ports';
import { FakeBrokerServer, type Leadership } from './fake-broker-server';

const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const REQUEST_TIMEOUT_MS = 20_000;
const record: LaneRecord = { key: null, value: 'x', timestamp: 1_700_000_000_000 };

describe('a producer among brokers', () => {
  const cluster: Leadership = { leader: 1, brokers: [] };
  let one: FakeBrokerServer;
  let two: FakeBrokerServer;
  let sessions: ProducerSessions;

  function sessionsWith(durability: ProducerDurability): ProducerSessions {
    const bootstrapServers = cluster.brokers.map(({ port }) => `127.0.0.1:${port}`).join(',');
    const security = { protocol: 'PLAINTEXT' } as const;
    const connection = { bootstrapServers, clientId: 'c', security, logger, requestTimeoutMs: REQUEST_TIMEOUT_MS };
    return new ProducerSessions(connection, durability, logger);
  }

  beforeEach(async () => {
    [one, two] = [await FakeBrokerServer.start(1, cluster), await FakeBrokerServer.start(2, cluster)];
    Object.assign(cluster, { leader: 1, brokers: [one, two] });
    sessions = sessionsWith({ acks: 'all', idempotent: true });
  });
  afterEach(async () => {
    sessions.cut();
    await Promise.all(cluster.brokers.map((broker) => broker.stop()));
  });

  const send = (count: number, timeoutMs = 15_000, from = sessions): Promise<bigint> => {
    const records = new Array<LaneRecord>(count).fill(record);
    return new BatchSender(from, REQUEST_TIMEOUT_MS, logger).send('t', 0, records, monotonicMs() + timeoutMs);
  };

  it('numbers what it writes, and repeats a batch under the same number', async () => {
    expect(await send(3)).toBe(100n);
    one.errors = [6, 19]; // not the leader any more; too few replicas
    await send(2);
    await send(1);
    expect(one.produced.map(({ baseSequence, count }) => [baseSequence, count])).toEqual([
      [0, 3],
      [3, 2],
      [3, 2],
      [3, 2],
      [5, 1],
    ]);
    expect(new Set(one.produced.map(({ producerId }) => producerId))).toEqual(new Set([4711n]));
  });

  it('writes to whoever leads after the leader is gone', async () => {
    await send(1);
    await one.stop();
    const sent = send(4);
    setTimeout(() => (cluster.leader = 2), 300); // the brokers take a while to notice
    expect(await sent).toBe(100n);
    expect(two.produced).toMatchObject([{ partition: 0, producerId: 4711n, baseSequence: 1, count: 4 }]);
    expect(sessions.count).toBe(1);
  });

  it('leaves a leader that hangs once another leads, long before its request times out', async () => {
    await send(1);
    one.frozen = true;
    const began = monotonicMs();
    const sent = send(2);
    setTimeout(() => (cluster.leader = 2), 500);
    expect(await sent).toBe(100n);
    expect(monotonicMs() - began).toBeLessThan(5_000);
    expect(two.produced).toMatchObject([{ partition: 0, producerId: 4711n, baseSequence: 1, count: 2 }]);
  });

  it('leaves a leader that is cut off from the others, whatever that one says of who leads', async () => {
    await send(1);
    one.frozen = 'for writes';
    one.believes = 1;
    const began = monotonicMs();
    const sent = send(2);
    setTimeout(() => (cluster.leader = 2), 500);
    expect(await sent).toBe(100n);
    expect(monotonicMs() - began).toBeLessThan(5_000);
    expect(two.produced).toMatchObject([{ partition: 0, producerId: 4711n, baseSequence: 1, count: 2 }]);
  });

  it('asks another broker when what one says is of no help', async () => {
    const three = await FakeBrokerServer.start(3, cluster);
    Object.assign(cluster, { leader: 3, brokers: [one, two, three] });
    await send(1);
    one.believes = 3;
    cluster.leader = 2;
    await three.stop();
    const began = monotonicMs();
    expect(await send(2)).toBe(100n);
    expect(monotonicMs() - began).toBeLessThan(3_000);
    expect(two.produced).toMatchObject([{ baseSequence: 1, count: 2 }]);
  });

  it('says that nothing was written while no broker leads', async () => {
    cluster.leader = -1;
    const error = await send(1, 700).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KafkaError);
    expect(error).toMatchObject({ code: 'KAFKA_UNAVAILABLE', outcome: 'not-written' });
    expect((error as KafkaError).message).toContain('no broker leads t-0');
  });

  it('goes on in the next epoch after a batch without an answer, so that a late copy of it is refused', async () => {
    await send(1);
    one.errors = new Array<number>(100).fill(7); // REQUEST_TIMED_OUT: appended, the followers did not follow
    await expect(send(1, 500)).rejects.toMatchObject({ code: 'KAFKA_OUTCOME_UNKNOWN', outcome: 'unknown' });
    one.errors = [];
    await send(1);
    expect(sessions.count).toBe(2);
    expect(one.produced[0]).toMatchObject({ producerId: 4711n, producerEpoch: 0, baseSequence: 0 });
    expect(one.produced.at(-1)).toMatchObject({ producerId: 4711n, producerEpoch: 1, baseSequence: 0 });
  });

  it('takes another producer id when the brokers do not know its own any more', async () => {
    await send(1);
    one.errors = [59]; // UNKNOWN_PRODUCER_ID
    await send(1);
    expect(sessions.count).toBe(2);
    expect(one.produced.at(-1)).toMatchObject({ producerEpoch: 0, baseSequence: 0 });
    expect(one.identities + two.identities).toBe(2);
  });

  it('ends what waits when it is cut, and does not turn in circles until the deadline', async () => {
    cluster.leader = -1;
    const began = monotonicMs();
    const sent = send(1, 4_000).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    sessions.cut();
    expect(await sent).toMatchObject({ code: 'KAFKA_CLOSED', outcome: 'not-written' });
    expect(monotonicMs() - began).toBeLessThan(3_000);
  });

  it('numbers nothing when it is not idempotent', async () => {
    const other = sessionsWith({ acks: 'leader', idempotent: false });
    await send(2, 5_000, other);
    await send(2, 5_000, other);
    other.cut();
    expect(one.produced).toEqual(
      new Array(2).fill({ partition: 0, producerId: -1n, producerEpoch: -1, baseSequence: -1, count: 2 }),
    );
  });
});
