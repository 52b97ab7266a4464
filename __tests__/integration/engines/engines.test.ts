import { existsSync } from 'node:fs';
import type { KafkaEngineName } from '../../../contracts/runtime-config';
import type { EmbeddedCluster } from '../../../local/kafka';
import { enginePaths } from '../../../local/engines/librdkafka';
import type { ConsumerSpec, IncomingRecord, KafkaEngine } from '../../../services/shared/kafka/ports';
import { partitionOfKey } from '../../../services/shared/kafka/kafkajs/murmur2';
import { engineFor } from '../../../services/shared/kafka-engine';
import { Ledger } from '../kafka-client/ledger';
import { committedOffsets, connectionTo, createTopic, readAll, startCluster, until } from '../kafka-client/support';

/**
 * What the ports promise, asked of both client libraries on the same brokers. The one on librdkafka is optional; it is
 * asked when it is installed, or when MILLRACE_REQUIRE names it.
 */
jest.setTimeout(180_000);

const enginePath = process.env['KAFKA_ENGINE_PATH'] ?? enginePaths(process.env).link;
const installed = existsSync(enginePath);
const needed = process.env['MILLRACE_REQUIRE']?.split(',').includes('librdkafka') ?? false;
const engines: readonly KafkaEngineName[] = installed || needed ? ['kafkajs', 'librdkafka'] : ['kafkajs'];

const PARTITIONS = 6;
const LOOPS = 8;
const ENOUGH_RECORDS = 1_500;

const left = engines.length === 1 ? ' (librdkafka is left out: `make engine-librdkafka` builds it)' : '';

describe.each(engines)(`the engine on %s${left}`, (name) => {
  let cluster: EmbeddedCluster;
  let engine: KafkaEngine;

  beforeAll(async () => {
    cluster = await startCluster();
  }, 120_000);
  beforeEach(() => {
    engine = engineFor({ engine: name, enginePath }, connectionTo(cluster));
  });
  afterEach(() => engine.close(5_000));
  afterAll(() => cluster?.destroy());

  const idOf = ({ value }: IncomingRecord): string => value?.toString() ?? '';
  const specOf = (topic: string, more: Partial<ConsumerSpec> = {}): ConsumerSpec => ({
    group: `${topic}-readers`,
    topics: [topic],
    sessionTimeoutMs: 6_000,
    commitIntervalMs: 200,
    ...more,
  });
  const total = (offsets: ReadonlyMap<number, number>): number => [...offsets.values()].reduce((a, b) => a + b, 0);

  it('says where each record is, by Kafka’s own partitioner, with headers and key as they were', async () => {
    await createTopic(cluster, 'plain', PARTITIONS);
    const producer = engine.producer();
    const keys = ['a', 'key', 'Żółw', '0123456789'];
    const headers = { trace: 'one', twice: ['x', Buffer.from('y')] };
    const acknowledged = await Promise.all(
      keys.map((key) => producer.send({ topic: 'plain', key, value: `of ${key}`, headers })),
    );
    expect(acknowledged.map(({ partition }) => partition)).toEqual(
      keys.map((key) => partitionOfKey(Buffer.from(key), PARTITIONS)),
    );
    const seen: IncomingRecord[] = [];
    const consumer = engine.consumer(specOf('plain'), (record) => Promise.resolve(void seen.push(record)));
    await consumer.start();
    await until('all records', () => seen.length === keys.length);
    for (const [index, key] of keys.entries()) {
      const record = seen.find((each) => idOf(each) === `of ${key}`);
      expect(record).toMatchObject({ topic: 'plain', ...acknowledged[index], headers: { trace: 'one', twice: 'y' } });
      expect(record?.key?.toString()).toBe(key);
      expect([record?.rawHeaders?.['twice']].flat().map(String)).toEqual(['x', 'y']);
    }
    await consumer.stop(5_000);
    expect(total(await committedOffsets(cluster, 'plain-readers', 'plain'))).toBe(keys.length);
  });

  it('commits what was handled and nothing else, and begins there again', async () => {
    await createTopic(cluster, 'half', 1);
    const producer = engine.producer();
    for (let id = 0; id < 20; id += 1) await producer.send({ topic: 'half', key: 'k', value: `${id}` });
    const first: string[] = [];
    const failing = engine.consumer(specOf('half'), (record) => {
      if (idOf(record) === '10') return Promise.reject(new Error('not this one'));
      first.push(idOf(record));
      return Promise.resolve();
    });
    await failing.start();
    await until('ten handled and committed', async () => {
      const offsets = await committedOffsets(cluster, 'half-readers', 'half');
      return first.length >= 10 && offsets.get(0) === 10;
    });
    await failing.stop(5_000);
    expect(first).toEqual(Array.from({ length: 10 }, (_, id) => `${id}`));
    const second: string[] = [];
    const sound = engine.consumer(specOf('half'), (record) => Promise.resolve(void second.push(idOf(record))));
    await sound.start();
    await until('the rest', () => second.length >= 10);
    expect(second).toEqual(Array.from({ length: 10 }, (_, id) => `${id + 10}`));
    await until('no lag', () => sound.lag().length === 1 && sound.lag().every(({ lag }) => lag === 0));
    await sound.stop(5_000);
  });

  it('shares partitions with a second member and takes them over when it leaves', async () => {
    await createTopic(cluster, 'shared', PARTITIONS);
    const seen: string[] = [];
    const member = (): ReturnType<KafkaEngine['consumer']> =>
      engine.consumer(specOf('shared'), (record) => Promise.resolve(void seen.push(idOf(record))));
    const [one, two] = [member(), member()];
    await one.start();
    await until('all partitions', () => one.assignment().length === PARTITIONS);
    await two.start();
    await until('half of them', () => one.assignment().length === 3 && two.assignment().length === 3, 60_000);
    const producer = engine.producer();
    const ids = Array.from({ length: 120 }, (_, id) => `${id}`);
    await Promise.all(
      ids.map((id) => producer.send({ topic: 'shared', key: null, value: id, partition: Number(id) % PARTITIONS })),
    );
    await until('all records', () => seen.length >= ids.length);
    await two.stop(5_000);
    await until('all partitions again', () => one.assignment().length === PARTITIONS, 60_000);
    await one.stop(5_000);
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it('handles nothing while paused, and goes on', async () => {
    await createTopic(cluster, 'paused', 1);
    const producer = engine.producer();
    const seen: string[] = [];
    const consumer = engine.consumer(specOf('paused'), (record) => Promise.resolve(void seen.push(idOf(record))));
    consumer.pause();
    await consumer.start();
    await until('the partition', () => consumer.assignment().length === 1);
    await producer.send({ topic: 'paused', key: 'k', value: 'one' });
    await until('lag while paused', () => consumer.lag().some(({ lag }) => lag > 0), 30_000);
    expect(seen).toEqual([]);
    consumer.resume();
    await until('the record', () => seen.length === 1);
    await consumer.stop(5_000);
  });

  it('rejects what can not be written, and says what is certain of it', async () => {
    await createTopic(cluster, 'small', 1, { 'max.message.bytes': '2000' });
    const producer = engine.producer({ deliveryTimeoutMs: 8_000, maxQueuedRecords: 2, maxRecordBytes: 50_000 });
    const value = 'x'.repeat(10_000);
    const refused = (code: string): object => ({ code, outcome: 'not-written' });
    await expect(producer.send({ topic: 'small', key: 'k', value })).rejects.toMatchObject(
      refused('KAFKA_RECORD_TOO_LARGE'),
    );
    await expect(producer.send({ topic: 'nowhere', key: 'k', value: 'v' })).rejects.toMatchObject(
      refused('KAFKA_UNKNOWN_TOPIC'),
    );
    const three = await Promise.allSettled(
      ['1', '2', '3'].map((id) => producer.send({ topic: 'small', key: id, value: id })),
    );
    expect(three.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect((three[2] as PromiseRejectedResult).reason).toMatchObject(refused('KAFKA_OVERLOADED'));
    await producer.close(5_000);
    await expect(producer.send({ topic: 'small', key: 'k', value: 'v' })).rejects.toMatchObject(
      refused('KAFKA_CLOSED'),
    );
  });

  it('writes replies and position together: each exactly once, in order', async () => {
    await createTopic(cluster, 'in', 2);
    await createTopic(cluster, 'out', 2);
    const producer = engine.producer();
    const ids = Array.from({ length: 300 }, (_, id) => `${id % 2}:${id}`);
    await Promise.all(
      ids.map((id) => producer.send({ topic: 'in', key: null, value: id, partition: Number(id.split(':')[0]) })),
    );
    const spec = { ...specOf('in'), transactionalIdPrefix: 'in', maxRecordsPerTransaction: 20 };
    let failures = 0;
    const copier = engine.transactional(spec, (record) => {
      if (idOf(record).endsWith('50') && failures++ < 2) return Promise.reject(new Error('once more'));
      return Promise.resolve([{ topic: 'out', key: record.key, value: record.value, partition: record.partition }]);
    });
    await copier.start();
    await until('no lag', () => copier.lag().length === 2 && copier.lag().every(({ lag }) => lag === 0), 60_000);
    await copier.stop(10_000);
    const stored = await readAll(cluster, 'out');
    expect(failures).toBeGreaterThan(1);
    for (const partition of [0, 1])
      expect(stored.filter((each) => each.partition === partition).map(({ value }) => value)).toEqual(
        ids.filter((id) => id.startsWith(`${partition}:`)),
      );
  });

  it('loses, doubles and reorders nothing when leaders die', async () => {
    await createTopic(cluster, 'ledger', PARTITIONS);
    const producer = engine.producer();
    const ledger = new Ledger();
    ledger.start(LOOPS, async (entries) => {
      const results = await Promise.allSettled(entries.map((entry) => producer.send({ topic: 'ledger', ...entry })));
      return entries.filter((_, index) => results[index]?.status === 'fulfilled');
    });
    for (const partition of [0, 1]) {
      await cluster.awaitFullIsr();
      const before = ledger.acknowledged.size;
      await until('a load worth killing', () => ledger.acknowledged.size - before > ENOUGH_RECORDS, 60_000);
      const leader = cluster.node(await cluster.leaderOf('ledger', partition));
      await leader.kill();
      const atKill = ledger.acknowledged.size;
      await until('writes after the kill', () => ledger.acknowledged.size - atKill > ENOUGH_RECORDS, 60_000);
      await leader.start();
    }
    await ledger.stop();
    await producer.close(10_000);
    const verdict = ledger.judge(await readAll(cluster, 'ledger'));
    process.stderr.write(`${name}: ${JSON.stringify(verdict)}, longest stall ${ledger.longestStallMs} ms\n`);
    expect(verdict.acknowledged).toBeGreaterThan(4 * ENOUGH_RECORDS);
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, misordered: 0 });
  });

  it('knows that nothing was written while no broker answered, and says when one does again', async () => {
    await createTopic(cluster, 'dark', 1);
    const changes: boolean[] = [];
    const connectivity = engine.connectivity({
      intervalWhenUpMs: 200,
      intervalWhenDownMs: 200,
      onChange: (connected) => changes.push(connected),
    });
    const producer = engine.producer({ deliveryTimeoutMs: 3_000 });
    await producer.send({ topic: 'dark', key: 'k', value: 'before' });
    await until('an answer', () => connectivity.connected);
    const nodes = [1, 2, 3].map((id) => cluster.node(id));
    await Promise.all(nodes.map((node) => node.kill()));
    await until('silence', () => !connectivity.connected);
    // What was on its way when they died may be unknown; what is sent later is certain.
    await producer.send({ topic: 'dark', key: 'k', value: 'during' }).catch(() => undefined);
    await until('nothing on its way', () => producer.load().queuedRecords === 0);
    await expect(producer.send({ topic: 'dark', key: 'k', value: 'later' })).rejects.toMatchObject({
      code: 'KAFKA_UNAVAILABLE',
      outcome: 'not-written',
    });
    await Promise.all(nodes.map((node) => node.start()));
    await until('an answer again', () => connectivity.connected, 60_000);
    await until(
      'a write',
      () =>
        producer.send({ topic: 'dark', key: 'k', value: 'after' }).then(
          () => true,
          () => false,
        ),
      60_000,
    );
    expect(changes).toEqual([true, false, true]);
    const values = (await readAll(cluster, 'dark')).map(({ value }) => value);
    expect(values).not.toContain('later');
    expect(values[0]).toBe('before');
  });
});
