import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Kafka, type Transaction } from 'kafkajs';
import type { EmbeddedCluster } from '../../../local/kafka';
import { createKafkaJsEngine } from '../../../services/shared/kafka/kafkajs';
import type {
  IncomingRecord,
  KafkaEngine,
  OutgoingRecord,
  TransactionalSpec,
} from '../../../services/shared/kafka/ports';
import { committedOffsets, connectionTo, createTopic, readAll, startCluster, until } from './support';

jest.setTimeout(90_000);

const PARTITIONS = 3;

describe('a transactional consumer', () => {
  let cluster: EmbeddedCluster;
  const engines: KafkaEngine[] = [];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    cluster = await startCluster();
  }, 120_000);
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(engines.splice(0).map((engine) => engine.close(5_000)));
  });
  afterAll(() => cluster?.destroy());

  function newEngine(clientId: string): KafkaEngine {
    const engine = createKafkaJsEngine(connectionTo(cluster, clientId));
    engines.push(engine);
    return engine;
  }

  const specOf = (name: string, more: Partial<TransactionalSpec> = {}): TransactionalSpec => ({
    group: name,
    topics: [name],
    transactionalIdPrefix: name,
    sessionTimeoutMs: 3_000,
    maxRecordsPerTransaction: 10,
    transactionTimeoutMs: 10_000,
    ...more,
  });
  const replyTo =
    (topic: string) =>
    ({ key, value }: IncomingRecord): Promise<readonly OutgoingRecord[]> =>
      Promise.resolve([{ topic, key, value }]);

  async function fill(name: string, records: number): Promise<string[]> {
    await createTopic(cluster, name, PARTITIONS);
    await createTopic(cluster, `${name}-replies`, PARTITIONS);
    return add(name, 0, records);
  }

  async function add(name: string, from: number, to: number): Promise<string[]> {
    const producer = newEngine('filler').producer();
    const ids = Array.from({ length: to - from }, (_, index) => `k${(from + index) % 20}:${from + index}`);
    await Promise.all(ids.map((id) => producer.send({ topic: name, key: id.split(':')[0] as string, value: id })));
    return ids;
  }

  async function atEnd(name: string, records: number): Promise<boolean> {
    return [...(await committedOffsets(cluster, name, name)).values()].reduce((sum, next) => sum + next, 0) >= records;
  }

  /** One reply for each request, in the order of each key. */
  async function expectOnce(name: string, ids: readonly string[]): Promise<void> {
    const replies = await readAll(cluster, `${name}-replies`);
    expect(replies.map(({ value }) => value).sort()).toEqual([...ids].sort());
    const last = new Map<string, number>();
    for (const { key, value } of replies) {
      const number = Number(value.split(':')[1]);
      expect(number).toBeGreaterThan(last.get(key) ?? -1);
      last.set(key, number);
    }
  }

  /** A member in a process of its own that has sent its first replies and position, and is killed or stopped then. */
  async function halfwayChild(
    name: string,
    signal: 'SIGKILL' | 'SIGSTOP',
  ): Promise<{ child: ChildProcess; told: string[] }> {
    const told: string[] = [];
    const args = ['transactional', cluster.bootstrapServers.join(','), name, name, `${name}-replies`, signal];
    const child = fork(join(__dirname, 'child-consumer.ts'), args, { execArgv: ['--import', 'tsx'] });
    children.push(child);
    child.on('message', (message: string) => told.push(message));
    await until('the child halfway', () => told.includes('halted'));
    return { child, told };
  }

  it('answers each request exactly once although it dies between reply and commit', async () => {
    const ids = await fill('dying', 200);
    const { child, told } = await halfwayChild('dying', 'SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const handledAgain: string[] = [];
    const consumer = newEngine('heir').transactional(specOf('dying'), (record) => {
      handledAgain.push(record.value?.toString() ?? '');
      return replyTo('dying-replies')(record);
    });
    await consumer.start();
    await until('all requests', () => atEnd('dying', ids.length));
    // The replies that died with the child were handled twice and are seen once.
    expect(told.filter((id) => handledAgain.includes(id)).length).toBeGreaterThan(0);
    await expectOnce('dying', ids);
  });

  it('fences a member that slept while its transaction was open and its partitions went to another', async () => {
    const ids = await fill('zombie', 90);
    const { child, told } = await halfwayChild('zombie', 'SIGSTOP');
    const heir = newEngine('heir').transactional(specOf('zombie'), replyTo('zombie-replies'));
    await heir.start();
    await until('all requests', () => atEnd('zombie', ids.length));
    child.kill('SIGCONT');
    await until('the end of the late commit', () => told.some((message) => message.startsWith('commit:')));
    expect(told.find((message) => message.startsWith('commit:'))).toBe('commit: INVALID_PRODUCER_EPOCH');
    const more = await add('zombie', ids.length, ids.length + 60);
    await until('later requests', () => atEnd('zombie', ids.length + more.length));
    await expectOnce('zombie', [...ids, ...more]);
  });

  it('skips what the former member commits between our fetch and our taking over', async () => {
    const ids = await fill('late', 90);
    const { child, told } = await halfwayChild('late', 'SIGSTOP');
    const original = Kafka.prototype.producer;
    let takingOver = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    jest.spyOn(Kafka.prototype, 'producer').mockImplementation(function (this: Kafka, config) {
      const made = original.call(this, config);
      const transaction = made.transaction;
      // KafkaJS fences the former member in here; the batch was fetched before.
      made.transaction = async (): Promise<Transaction> => {
        takingOver += 1;
        await released;
        return transaction();
      };
      return made;
    });
    const heir = newEngine('heir').transactional(specOf('late'), replyTo('late-replies'));
    await heir.start();
    await until('the heir with its batches in hand', () => takingOver === PARTITIONS);
    child.kill('SIGCONT');
    await until('the end of the late commit', () => told.some((message) => message.startsWith('commit:')));
    expect(told).toContain('commit: done');
    child.kill('SIGKILL');
    release();
    await until('all requests', () => atEnd('late', ids.length));
    await expectOnce('late', ids);
  });

  it('answers exactly once while members come and go and a broker dies', async () => {
    const all: string[] = await fill('busy', 400);
    const first = newEngine('first').transactional(specOf('busy'), replyTo('busy-replies'));
    const second = newEngine('second').transactional(specOf('busy'), replyTo('busy-replies'));
    const third = newEngine('third').transactional(specOf('busy'), replyTo('busy-replies'));
    await first.start();
    await until('first replies', () => atEnd('busy', 50));
    await second.start();
    all.push(...(await add('busy', 400, 800)));
    await until('both have partitions', () => second.assignment().length > 0);
    const leader = cluster.node(await cluster.leaderOf('busy', 0));
    await leader.kill();
    all.push(...(await add('busy', 800, 1_000)));
    await first.stop(5_000);
    await third.start();
    await leader.start();
    all.push(...(await add('busy', 1_000, 1_200)));
    await until('all requests', () => atEnd('busy', all.length), 60_000);
    await expectOnce('busy', all);
  });

  it('retries a request whose handler throws without committing anything after it', async () => {
    const ids = await fill('rejecting', 60);
    let failures = 0;
    const consumer = newEngine('rejecting').transactional(specOf('rejecting'), (record) => {
      if (record.value?.toString() === ids[31] && failures < 3) {
        failures += 1;
        return Promise.reject(new Error('not today'));
      }
      return replyTo('rejecting-replies')(record);
    });
    await consumer.start();
    await until('all requests', () => atEnd('rejecting', ids.length));
    expect(failures).toBe(3);
    await expectOnce('rejecting', ids);
  });
});
