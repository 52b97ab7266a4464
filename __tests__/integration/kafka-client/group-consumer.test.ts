import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { EmbeddedCluster } from '../../../local/kafka';
import { createKafkaJsEngine } from '../../../services/shared/kafka/kafkajs';
import type { ConsumerSpec, IncomingRecord, KafkaEngine } from '../../../services/shared/kafka/ports';
import { committedOffsets, connectionTo, createTopic, startCluster, until } from './support';

jest.setTimeout(90_000);

const PARTITIONS = 3;

describe('a group consumer', () => {
  let cluster: EmbeddedCluster;
  let engine: KafkaEngine;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    cluster = await startCluster();
  }, 120_000);
  beforeEach(() => {
    engine = createKafkaJsEngine(connectionTo(cluster));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await engine.close(5_000);
  });
  afterAll(() => cluster?.destroy());

  const specOf = (name: string, more: Partial<ConsumerSpec> = {}): ConsumerSpec => ({
    group: name,
    topics: [name],
    sessionTimeoutMs: 3_000,
    commitIntervalMs: 200,
    ...more,
  });
  const idOf = ({ value }: IncomingRecord): string => value?.toString() ?? '';
  const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  /** Numbered records on partitions in turn: "<partition>:<number>". */
  async function fill(topic: string, records: number): Promise<string[]> {
    await createTopic(cluster, topic, PARTITIONS);
    return add(topic, 0, records);
  }

  async function add(topic: string, from: number, to: number): Promise<string[]> {
    const producer = engine.producer();
    const ids = Array.from({ length: to - from }, (_, index) => `${(from + index) % PARTITIONS}:${from + index}`);
    await Promise.all(
      ids.map((id) => producer.send({ topic, key: null, value: id, partition: Number(id.split(':')[0]) })),
    );
    return ids;
  }

  async function totalCommitted(name: string): Promise<number> {
    return [...(await committedOffsets(cluster, name, name)).values()].reduce((sum, offset) => sum + offset, 0);
  }

  it('reads from the beginning, in the order of each partition, and commits all it handled when it stops', async () => {
    const ids = await fill('plainly', 600);
    const seen: string[] = [];
    const consumer = engine.consumer(specOf('plainly'), (record) => Promise.resolve(void seen.push(idOf(record))));
    await consumer.start();
    await until('all records', () => seen.length >= ids.length);
    await consumer.stop(5_000);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(ids.length);
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const numbers = seen.filter((id) => id.startsWith(`${partition}:`)).map((id) => Number(id.split(':')[1]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(await totalCommitted('plainly')).toBe(ids.length);
  });

  it('resumes where it committed after a crash', async () => {
    const ids = await fill('crash', 1_500);
    const before: string[] = [];
    const script = join(__dirname, 'child-consumer.ts');
    const args = ['group', cluster.bootstrapServers.join(','), 'crash', 'crash'];
    const child = fork(script, args, { execArgv: ['--import', 'tsx'] });
    children.push(child);
    child.on('message', (id: string) => before.push(id));
    await until('a commit of the child', async () => before.length > 400 && (await totalCommitted('crash')) > 100);
    child.kill('SIGKILL');
    const committed = await totalCommitted('crash');

    const after: string[] = [];
    const consumer = engine.consumer(specOf('crash'), (record) => Promise.resolve(void after.push(idOf(record))));
    await consumer.start();
    await until('all records', () => new Set([...before, ...after]).size === ids.length);
    expect(after.length).toBeLessThanOrEqual(ids.length - committed);
    expect(before.length + after.length - ids.length).toBeLessThan(ids.length / 2);
  });

  it('loses nothing in a rebalance in mid-batch and commits nothing that was not handled', async () => {
    const ids = await fill('shared', 1_200);
    const handled = new Map<number, bigint>();
    const seen: string[] = [];
    let ahead = 0;
    const handler = async (record: IncomingRecord): Promise<void> => {
      await rest(5);
      seen.push(idOf(record));
      const before = handled.get(record.partition) ?? -1n;
      if (record.offset > before + 1n) ahead += 1;
      if (record.offset > before) handled.set(record.partition, record.offset);
    };
    const other = createKafkaJsEngine(connectionTo(cluster, 'other'));
    const first = engine.consumer(specOf('shared'), handler);
    const second = other.consumer(specOf('shared'), handler);
    await first.start();
    await until('the first in mid-batch', () => seen.length > 50);
    await second.start();
    await until('both have partitions', () => first.assignment().length > 0 && second.assignment().length > 0);
    await until('both at work', () => seen.length > 300);
    for (const [partition, next] of await committedOffsets(cluster, 'shared', 'shared'))
      expect(next).toBeLessThanOrEqual(Number(handled.get(partition) ?? -1n) + 1);
    await second.stop(5_000);
    await until('all records', () => new Set(seen).size === ids.length, 60_000);
    await first.stop(5_000);
    await other.close(1_000);
    expect(ahead).toBe(0);
    expect(seen.length - ids.length).toBeLessThan(10);
    expect(await totalCommitted('shared')).toBe(ids.length);
  });

  it('keeps its membership while a handler is slow', async () => {
    await fill('slow', 3);
    const seen: string[] = [];
    const generations: number[] = [];
    const errors: unknown[] = [];
    const spec = specOf('slow', {
      topics: ['slow'],
      onRebalance: (assignment) => generations.push(assignment.length),
      // A coordinator that is only just loading may refuse the first join.
      onError: (error) => generations.length > 0 && errors.push(error),
    });
    const consumer = engine.consumer(spec, async (record) => {
      await rest(7_000);
      seen.push(idOf(record));
    });
    await consumer.start();
    await until('all records', () => seen.length >= 3);
    expect(generations).toEqual([PARTITIONS]);
    expect(errors).toEqual([]);
    await consumer.stop(5_000);
    expect(seen).toHaveLength(3);
    expect(await totalCommitted('slow')).toBe(3);
  });

  it('handles nothing while paused, also of partitions it gets later, and knows its lag', async () => {
    await fill('paused', 300);
    const seen: string[] = [];
    const handler = (record: IncomingRecord): Promise<void> => Promise.resolve(void seen.push(idOf(record)));
    const other = createKafkaJsEngine(connectionTo(cluster, 'other'));
    const first = engine.consumer(specOf('paused', { lagRefreshMs: 300 }), handler);
    const second = other.consumer(specOf('paused'), handler);
    await Promise.all([first.start(), second.start()]);
    await until(
      'all records',
      () =>
        seen.length === 300 &&
        first.assignment().length + second.assignment().length === PARTITIONS &&
        second.assignment().length > 0,
    );
    first.pause();
    await second.stop(5_000);
    await until('all partitions with the first', () => first.assignment().length === PARTITIONS);
    await add('paused', 300, 360);
    await until('lag of the paused', () => first.lag().reduce((sum, { lag }) => sum + lag, 0) === 60);
    expect(first.paused).toBe(true);
    expect(seen).toHaveLength(300);
    first.resume();
    await until('the rest', () => seen.length === 360);
    await until('no lag', () => first.lag().reduce((sum, { lag }) => sum + lag, 0) === 0);
    await other.close(1_000);
  });

  it('stays at a record whose handler throws, commits nothing after it, and goes on with other partitions', async () => {
    const ids = await fill('failing', 90);
    const seen: string[] = [];
    let attempts = 0;
    let healed = false;
    const consumer = engine.consumer(specOf('failing'), (record) => {
      const id = idOf(record);
      if (id === '1:31') {
        attempts += 1;
        if (!healed) return Promise.reject(new Error('not today'));
      }
      seen.push(id);
      return Promise.resolve();
    });
    await consumer.start();
    await until('other partitions', () => seen.length === 70 && attempts >= 3);
    expect((await committedOffsets(cluster, 'failing', 'failing')).get(1)).toBe(10);
    healed = true;
    await until('the rest', () => seen.length === 90);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  it('stops within its limit although a handler hangs, and aborts it', async () => {
    await fill('hanging', 3);
    let aborted = 0;
    const consumer = engine.consumer(
      specOf('hanging'),
      (_record, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => ((aborted += 1), reject(new Error('aborted')))),
        ),
    );
    await consumer.start();
    await until('an assignment', () => consumer.assignment().length === PARTITIONS);
    await rest(1_000);
    const began = Date.now();
    await consumer.stop(2_000);
    expect(Date.now() - began).toBeLessThan(4_500);
    expect(aborted).toBeGreaterThan(0);
    expect(await totalCommitted('hanging')).toBe(0);
  });
});
