import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietKafka, withAdmin } from '../../../local/kafka/cluster-probe';
import {
  EmbeddedCluster,
  QUICK_FAILOVER,
  reconcileTopics,
  runTool,
  type DesiredTopic,
  type EmbeddedClusterOptions,
} from '../../../local/kafka';

// Jest reads `testTimeout` from the root of its configuration only, not from a project's.
jest.setTimeout(120_000);

const topic: DesiredTopic = { name: 'kept', partitions: 3, replicationFactor: 3, config: {} };
const values = ['one', 'two', 'three'];

let dir: string;
let options: EmbeddedClusterOptions;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-cluster-test-'));
  options = { dir, env: process.env, config: QUICK_FAILOVER };
});

async function produce(cluster: EmbeddedCluster): Promise<void> {
  const kafka = quietKafka(cluster.bootstrapServers);
  // Idempotent: on a busy machine an answer may come after the request's time, and what is sent again is there twice.
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true });
  await producer.connect();
  await producer.send({ topic: topic.name, acks: -1, messages: values.map((value) => ({ value })) });
  await producer.disconnect();
}

async function consume(cluster: EmbeddedCluster, count: number): Promise<string[]> {
  const consumer = quietKafka(cluster.bootstrapServers).consumer({
    groupId: `reader-${Date.now()}`,
    // A disconnect waits for the last fetch, which waits this long for records: 5 s by default.
    maxWaitTimeInMs: 100,
  });
  await consumer.connect();
  await consumer.subscribe({ topic: topic.name, fromBeginning: true });
  const seen: string[] = [];
  await new Promise<void>((settle, fail) => {
    const eachMessage = ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
      seen.push(String(message.value));
      if (seen.length === count) settle();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(fail);
  });
  await consumer.disconnect();
  return seen.sort();
}

describe('an embedded cluster of three', () => {
  let cluster: EmbeddedCluster;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start(options);
  });
  afterAll(() => cluster?.destroy());

  it('serves from three racks', async () => {
    expect(cluster.nodes.map(({ id, rack }) => [id, rack])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    const { brokers } = await withAdmin(cluster.bootstrapServers, (admin) => admin.describeCluster());
    expect(brokers.map(({ host, port }) => `${host}:${port}`).sort()).toEqual([...cluster.bootstrapServers].sort());
    const properties = await readFile(join(dir, 'node-2', 'server.properties'), 'utf8');
    expect(properties).toContain('broker.rack=b\n');
  });

  it('keeps data and identity across a stop and a start', async () => {
    await reconcileTopics(cluster.bootstrapServers, [topic]);
    await produce(cluster);
    const before = await withAdmin(cluster.bootstrapServers, (admin) => admin.describeCluster());
    const servers = cluster.bootstrapServers;
    await cluster.stop();
    expect(await EmbeddedCluster.attach(options)).toBeUndefined();
    cluster = await EmbeddedCluster.start(options);
    const after = await withAdmin(cluster.bootstrapServers, (admin) => admin.describeCluster());
    expect(after.clusterId).toBe(before.clusterId);
    expect(cluster.bootstrapServers).toEqual(servers);
    expect(await consume(cluster, values.length)).toEqual([...values].sort());
  });

  it('stays under 1.5 GB of memory, with its internal topics in use', async () => {
    const bytes = await cluster.residentBytes();
    expect(bytes).toBeGreaterThan(200e6);
    expect(bytes).toBeLessThan(1.5e9);
  });

  it('keeps running brokers when it is started again, and can be found by another', async () => {
    const pids = await Promise.all(cluster.nodes.map((node) => node.pid()));
    const again = await EmbeddedCluster.start(options);
    const found = await EmbeddedCluster.attach(options);
    for (const other of [again, found]) {
      expect(await Promise.all(other?.nodes.map((node) => node.pid()) ?? [])).toEqual(pids);
    }
  });

  it('rejects other ports while it runs', async () => {
    const wrong = EmbeddedCluster.start({ ...options, ports: [19001, 19002, 19003] });
    await expect(wrong).rejects.toMatchObject({ code: 'LOCAL_CLUSTER_SHAPE' });
  });

  it('gets a killed broker back, and every replica in sync', async () => {
    const leader = await cluster.leaderOf(topic.name, 0);
    const node = cluster.node(leader);
    await node.kill();
    expect(await node.isRunning()).toBe(false);
    await expect(cluster.awaitFullIsr(1000)).rejects.toMatchObject({ code: 'LOCAL_TIMEOUT' });
    await node.start();
    await cluster.awaitFullIsr();
    expect(await consume(cluster, values.length)).toEqual([...values].sort());
  });

  it('copies everything back to a broker whose disk was wiped', async () => {
    const node = cluster.node(2);
    await expect(node.wipe()).rejects.toMatchObject({ code: 'LOCAL_NODE_RUNNING' });
    await node.stop();
    await node.wipe();
    expect(existsSync(join(dir, 'node-2', 'data'))).toBe(false);
    await node.start();
    await cluster.awaitFullIsr();
  });

  it('holds a paused broker and lets it go on', async () => {
    const node = cluster.node(3);
    await node.pause();
    const state = await readFile(`/proc/${await node.pid()}/stat`, 'utf8');
    expect(state).toMatch(/\) T /);
    await node.resume();
    await cluster.awaitReady();
  });

  it('stops a paused broker without force', async () => {
    const node = cluster.node(3);
    await node.pause();
    await node.stop();
    expect(existsSync(join(dir, 'node-3', 'data', '.kafka_cleanshutdown'))).toBe(true);
    await node.start();
  });

  it("runs Kafka's own tools", async () => {
    const servers = cluster.bootstrapServers.join();
    const performance = await runTool(
      await cluster.jars(),
      'org.apache.kafka.tools.ProducerPerformance',
      ['--topic', topic.name, '--num-records', '1000', '--record-size', '100', '--throughput', '-1'].concat([
        '--bootstrap-server',
        servers,
      ]),
      { env: process.env },
    );
    expect(performance.stdout).toMatch(/^1000 records sent, /m);
    expect(performance.cpuMs).toBeGreaterThan(100);
    const offsets = await runTool(
      await cluster.jars(),
      'org.apache.kafka.tools.GetOffsetShell',
      ['--bootstrap-server', servers, '--topic', topic.name],
      { env: process.env },
    );
    const total = [...offsets.stdout.matchAll(/^kept:\d:(\d+)$/gm)].reduce((sum, [, end]) => sum + Number(end), 0);
    expect(total).toBe(1000 + values.length);
  });

  it('rejects with the last lines of a tool that fails', async () => {
    const run = runTool(await cluster.jars(), 'org.apache.kafka.tools.GetOffsetShell', ['--nonsense'], {
      env: process.env,
    });
    await expect(run).rejects.toMatchObject({
      code: 'LOCAL_TOOL_FAILED',
      message: expect.stringContaining('nonsense') as string,
    });
  });

  it('takes no other process for a broker after a crash, and starts over its stale records', async () => {
    const { pid } = JSON.parse(await readFile(join(dir, 'run', 'node-1.json'), 'utf8')) as { pid: number };
    await Promise.all(cluster.nodes.map((node) => node.kill()));
    // As a crashed command leaves them: the records of all three, with an id that now belongs to this very test.
    for (const id of [1, 2, 3]) {
      await writeFile(join(dir, 'run', `node-${id}.json`), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    }
    await writeFile(join(dir, 'start.lock'), JSON.stringify({ pid, startedAt: 'long ago' }));
    expect(await EmbeddedCluster.attach(options)).toBeUndefined();
    cluster = await EmbeddedCluster.start(options);
    expect(await consume(cluster, values.length + 1000)).toHaveLength(values.length + 1000);
  });

  it('stops twice and leaves no process', async () => {
    await cluster.stop();
    await cluster.stop();
    expect(await Promise.all(cluster.nodes.map((node) => node.isRunning()))).toEqual([false, false, false]);
  });
});

describe('an embedded cluster that cannot start', () => {
  let failing: EmbeddedClusterOptions;

  beforeEach(async () => {
    failing = { dir: await mkdtemp(join(tmpdir(), 'millrace-cluster-test-')), env: process.env };
  });
  afterEach(() => rm(failing.dir, { recursive: true, force: true }));

  it('rejects a busy port by its number, before it leaves a trace', async () => {
    const server = createServer();
    const port = await new Promise<number>((settle) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        settle(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const start = EmbeddedCluster.start({ ...failing, ports: [19701, port, 19703] });
    await expect(start).rejects.toMatchObject({
      code: 'LOCAL_PORT_BUSY',
      detail: { port, purpose: 'client listener of broker 2' },
    });
    await new Promise((settle) => server.close(settle));
    expect(existsSync(join(failing.dir, 'cluster.json'))).toBe(false);
  });

  it("rejects with the node's log and its last errors when one dies, and stops the others", async () => {
    // Formatting reads all the configuration and would refuse most mistakes; classes are loaded by a start only.
    const start = EmbeddedCluster.start({ ...failing, config: { 'metric.reporters': 'no.such.Reporter' } });
    await expect(start).rejects.toMatchObject({
      code: 'LOCAL_NODE_DIED',
      message: expect.stringMatching(/logs\/node-\d\/server\.log[\s\S]*no\.such\.Reporter/) as string,
    });
    expect(await EmbeddedCluster.attach(failing)).toBeUndefined();
  });

  it('rejects a value that Kafka does not accept, with what Kafka says of it', async () => {
    const start = EmbeddedCluster.start({ ...failing, config: { 'num.io.threads': '0' } });
    await expect(start).rejects.toMatchObject({
      code: 'LOCAL_FORMAT_FAILED',
      message: expect.stringContaining('num.io.threads') as string,
    });
  });

  it('rejects properties that are its own to decide', async () => {
    const start = EmbeddedCluster.start({ ...failing, config: { 'node.id': '7' } });
    await expect(start).rejects.toMatchObject({ code: 'LOCAL_OPTIONS_INVALID' });
  });

  it('rejects an authorizer of the caller beside a secured listener, and a busy port of that', async () => {
    const server = createServer();
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const listen = (id: number) => ({ host: '127.0.0.1', port: id === 3 ? port : 31_000 + id });
    const secured = { listen, keyStoreFile: () => '/none.pem', authentication: 'scram' as const };
    await expect(EmbeddedCluster.start({ ...failing, secured })).rejects.toMatchObject({
      code: 'LOCAL_PORT_BUSY',
      detail: { port, purpose: 'secured listener of broker 3' },
    });
    const config = { 'super.users': 'User:everybody' };
    await expect(EmbeddedCluster.start({ ...failing, secured, config })).rejects.toMatchObject({
      code: 'LOCAL_OPTIONS_INVALID',
    });
    await new Promise((settle) => server.close(settle));
  });
});
