import { reconcileTopics, runTool, type EmbeddedCluster } from '../../../local/kafka';
import { createKafkaJsEngine } from '../../../services/shared/kafka/kafkajs';
import { partitionOfKey } from '../../../services/shared/kafka/kafkajs/murmur2';
import {
  KafkaError,
  type Acknowledgement,
  type DurableProducer,
  type KafkaEngine,
} from '../../../services/shared/kafka/ports';
import { connectionTo, createTopic, readAll, SESSION_TIMEOUT_MS, startCluster, until } from './support';

jest.setTimeout(120_000);

const errorOf = async (sent: Promise<Acknowledgement>): Promise<KafkaError> => {
  const outcome = await sent.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof KafkaError)) throw new Error(`expected a KafkaError, got ${String(outcome)}`);
  return outcome;
};

describe('the engine', () => {
  let cluster: EmbeddedCluster;
  let engine: KafkaEngine;

  beforeAll(async () => {
    cluster = await startCluster();
    await createTopic(cluster, 'posts', 3);
  });
  beforeEach(() => {
    engine = createKafkaJsEngine({ ...connectionTo(cluster), requestTimeoutMs: 3_000 });
  });
  afterEach(() => engine.close(5_000));
  afterAll(() => cluster?.destroy());

  const send = (producer: DurableProducer, value: string): Promise<Acknowledgement> =>
    producer.send({ topic: 'posts', key: value, value });

  it('acknowledges with the place of each record', async () => {
    const producer = engine.producer();
    const acknowledgements = await Promise.all(
      Array.from({ length: 500 }, (_, index) => send(producer, `place-${index}`)),
    );
    const stored = new Map(
      (await readAll(cluster, 'posts')).map(({ partition, offset, value }) => [`${partition}/${offset}`, value]),
    );
    acknowledgements.forEach(({ partition, offset }, index) =>
      expect(stored.get(`${partition}/${offset}`)).toBe(`place-${index}`),
    );
  });

  it('chooses the partition that the Java producer chooses', async () => {
    await createTopic(cluster, 'java', 7);
    const keys = Array.from({ length: 300 }, (_, index) => `${'ключ-key-'.slice(index % 9)}${index * 7919}`);
    const producer = engine.producer();
    const ours = await Promise.all(keys.map((key) => producer.send({ topic: 'java', key, value: 'ours' })));
    // VerifiableProducer writes values only; a key that is a number, the same for all, is what it offers.
    const tool = await runTool(
      await cluster.jars(),
      'org.apache.kafka.tools.VerifiableProducer',
      [
        '--bootstrap-server',
        cluster.bootstrapServers.join(','),
        '--topic',
        'java',
        '--max-messages',
        '60',
        '--repeating-keys',
        '60',
      ],
      { env: process.env },
    );
    const theirs = tool.stdout
      .split('\n')
      .filter((line) => line.includes('producer_send_success'))
      .map((line) => JSON.parse(line) as { key: string; partition: number });
    expect(theirs).toHaveLength(60);
    for (const { key, partition } of theirs)
      expect([key, partitionOfKey(Buffer.from(key), 7)]).toEqual([key, partition]);
    keys.forEach((key, index) => expect(ours[index]?.partition).toBe(partitionOfKey(Buffer.from(key), 7)));
  });

  it('follows a topic that gets more partitions', async () => {
    await createTopic(cluster, 'growing', 1);
    const producer = engine.producer({ topicRefreshMs: 200 });
    await producer.send({ topic: 'growing', key: 'a', value: '1' });
    await reconcileTopics(cluster.bootstrapServers, [
      { name: 'growing', partitions: 8, replicationFactor: 3, config: {} },
    ]);
    const key = Array.from({ length: 50 }, (_, index) => String(index)).find(
      (each) => partitionOfKey(Buffer.from(each), 8) === 7,
    );
    if (key === undefined) throw new Error('no key goes to the last partition');
    await until(
      'the new partition in use',
      async () => (await producer.send({ topic: 'growing', key, value: '2' })).partition === 7,
    );
  });

  it('rejects an unknown topic, a partition that is not there, and a record that is too large', async () => {
    const producer = engine.producer();
    expect(await errorOf(producer.send({ topic: 'no-such-topic', key: null, value: 'x' }))).toMatchObject({
      code: 'KAFKA_UNKNOWN_TOPIC',
      canRetry: false,
      outcome: 'not-written',
    });
    expect(await errorOf(producer.send({ topic: 'posts', key: null, value: 'x', partition: 3 }))).toMatchObject({
      code: 'KAFKA_UNKNOWN_TOPIC',
    });
    const large = Buffer.alloc(1024 * 1024);
    expect(await errorOf(producer.send({ topic: 'posts', key: null, value: large }))).toMatchObject({
      code: 'KAFKA_RECORD_TOO_LARGE',
    });
    await createTopic(cluster, 'small', 1, { 'max.message.bytes': '20000' });
    const medium = Buffer.alloc(8_000);
    const many = Array.from({ length: 20 }, () => producer.send({ topic: 'small', key: null, value: medium }));
    expect(await errorOf(producer.send({ topic: 'small', key: null, value: Buffer.alloc(30_000) }))).toMatchObject({
      code: 'KAFKA_RECORD_TOO_LARGE',
      outcome: 'not-written',
    });
    expect((await Promise.all(many)).map(({ offset }) => Number(offset))).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
    expect(producer.load()).toEqual({ queuedRecords: 0, queuedBytes: 0, inFlight: 0 });
  });

  it('refuses what goes beyond its memory at once, and takes more when there is room', async () => {
    const producer = engine.producer({ maxQueuedRecords: 200, maxQueuedBytes: 100_000 });
    await send(producer, 'warm');
    const value = Buffer.alloc(1_000);
    const sent = Array.from({ length: 150 }, () => producer.send({ topic: 'posts', key: null, value }));
    expect(producer.load().queuedBytes).toBeLessThanOrEqual(100_000);
    const results = await Promise.allSettled(sent);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(50);
    for (const result of refused)
      expect(result.reason).toMatchObject({ code: 'KAFKA_OVERLOADED', outcome: 'not-written', canRetry: true });
    await send(producer, 'room again');
  });

  it('outlives a broker that hangs, in the time the brokers take to notice', async () => {
    const producer = engine.producer();
    await Promise.all(Array.from({ length: 30 }, (_, index) => send(producer, `before-${index}`)));
    const hung = cluster.node(await cluster.leaderOf('posts', 0));
    await hung.pause();
    try {
      const began = Date.now();
      await Promise.all(Array.from({ length: 30 }, (_, index) => send(producer, `hung-${index}`)));
      expect(Date.now() - began).toBeLessThan(SESSION_TIMEOUT_MS + 12_000);
    } finally {
      await hung.resume();
    }
    await cluster.awaitFullIsr();
    const values = (await readAll(cluster, 'posts'))
      .map(({ value }) => value)
      .filter((value) => value.startsWith('hung-'));
    expect(values.sort()).toEqual(Array.from({ length: 30 }, (_, index) => `hung-${index}`).sort());
  });

  it('recovers without a restart after all brokers were away', async () => {
    const changes: boolean[] = [];
    const connectivity = engine.connectivity({
      intervalWhenUpMs: 500,
      intervalWhenDownMs: 300,
      onChange: (up) => changes.push(up),
    });
    const producer = engine.producer({ deliveryTimeoutMs: 2_000, maxQueuedRecords: 100 });
    const seen: string[] = [];
    const consumer = engine.consumer(
      { group: 'outage', topics: ['posts'], sessionTimeoutMs: 3_000, lagRefreshMs: 300 },
      ({ value }) => Promise.resolve(void seen.push(value?.toString() ?? '')),
    );
    await consumer.start();
    await send(producer, 'outage-before');
    await until('the first record', () => seen.includes('outage-before') && connectivity.connected);

    // A pause outlives the consumer's own rebirth.
    consumer.pause();
    await Promise.all(cluster.nodes.map((node) => node.kill()));
    await until('the loss noticed', () => !connectivity.connected);
    expect(connectivity.reason).toBeTruthy();
    // The first may have been on its way; what comes later was certainly not written.
    await errorOf(send(producer, 'outage-during-1'));
    const began = Date.now();
    const late = await errorOf(send(producer, 'outage-during-2'));
    expect(late).toMatchObject({ code: 'KAFKA_UNAVAILABLE', outcome: 'not-written', canRetry: true });
    expect(Date.now() - began).toBeLessThan(6_000);
    const flood = await Promise.allSettled(Array.from({ length: 150 }, (_, index) => send(producer, `flood-${index}`)));
    const codes = flood.map((result) =>
      result.status === 'rejected' ? (result.reason as KafkaError).code : 'written',
    );
    expect(codes.filter((code) => code === 'KAFKA_OVERLOADED')).toHaveLength(50);
    expect(codes.filter((code) => code === 'KAFKA_UNAVAILABLE')).toHaveLength(100);
    expect(producer.load()).toMatchObject({ queuedRecords: 0, queuedBytes: 0 });

    await Promise.all(cluster.nodes.map((node) => node.start()));
    await until('the return noticed', () => connectivity.connected, 60_000);
    await until(
      'writes',
      () =>
        send(producer, 'outage-after').then(
          () => true,
          () => false,
        ),
      60_000,
    );
    await until('an assignment and the lag', () => consumer.lag().some(({ lag }) => lag > 0), 60_000);
    expect(seen).not.toContain('outage-after');
    consumer.resume();
    await until('reads', () => seen.includes('outage-after'), 60_000);
    expect(changes).toEqual([true, false, true]);
    expect(
      (await readAll(cluster, 'posts')).filter(
        ({ value }) => value.startsWith('flood-') || value === 'outage-during-2',
      ),
    ).toEqual([]);
  });

  it('closes within its limit, sending what waits and refusing what comes', async () => {
    const producer = engine.producer();
    const sent = Array.from({ length: 100 }, (_, index) => send(producer, `closing-${index}`));
    const closing = producer.close(10_000);
    expect(await errorOf(send(producer, 'too late'))).toMatchObject({ code: 'KAFKA_CLOSED' });
    await closing;
    expect(await Promise.all(sent)).toHaveLength(100);
  });

  it('writes with the durability it is given', async () => {
    const producer = engine.producer({ durability: { acks: 'leader', idempotent: false } });
    expect((await send(producer, 'for metrics')).topic).toBe('posts');
  });
});
