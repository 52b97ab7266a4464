import { committedSum, readAll, withAdmin } from './topic-reader';
import type { ServiceProcess } from './service-process';
import { TestPlatform } from './test-platform';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => platform?.stop());
afterEach(() => platform.stopServices());

const HEALTHY = 'Kafka is reachable, and message was sent successfully.\n';
const every = <T>(act: (node: TestPlatform['cluster']['nodes'][number]) => Promise<T>): Promise<T[]> =>
  Promise.all(platform.cluster.nodes.map(act));

interface Ledger {
  readonly acknowledged: Set<string>;
  readonly statuses: Map<number, number>;
  stop(): Promise<void>;
}

/** Clients that post events one after the other, and note what they were told. */
function load(producer: ServiceProcess, clients: number): Ledger {
  const acknowledged = new Set<string>();
  const statuses = new Map<number, number>();
  let stopped = false;
  const client = async (number: number): Promise<void> => {
    while (!stopped) {
      const { status, body } = await producer.call('POST', '/events', { source: `client-${number}` });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200) acknowledged.add(body['event_id'] as string);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return {
    acknowledged,
    statuses,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function metric(service: ServiceProcess, name: string): Promise<number> {
  const line = (await service.text('/metrics')).split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

it('a broker killed while producing over HTTP loses nothing acknowledged', async () => {
  const { cluster } = platform;
  const [producer, consumer] = await Promise.all([platform.service('producer'), platform.service('consumer')]);
  await Promise.all([producer.ready(), consumer.ready()]);
  const ledger = load(producer, 32);
  const more = (count: number): Promise<true> => {
    const before = ledger.acknowledged.size;
    return producer.until(`to acknowledge ${count} more`, () => ledger.acknowledged.size >= before + count, 60_000);
  };
  await more(1_000);
  const leader = cluster.node(await cluster.leaderOf('posts', 0));
  await leader.kill();
  await more(1_000);
  await leader.start();
  await cluster.awaitFullIsr();
  await more(500);
  await ledger.stop();

  const stored = (await readAll(cluster, 'posts')).map(
    ({ value }) => (JSON.parse(value ?? '{}') as { event_id: string }).event_id,
  );
  const unique = new Set(stored);
  expect([...ledger.acknowledged].filter((id) => !unique.has(id))).toEqual([]);
  expect(stored.filter((id) => ledger.acknowledged.has(id)).length).toBe(ledger.acknowledged.size);
  expect([...ledger.statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);

  // And the consumer has had all of it, too.
  const ends = await withAdmin(cluster, (admin) => admin.fetchTopicOffsets('posts'));
  const total = ends.reduce((sum, { high }) => sum + Number(high), 0);
  await consumer.until(
    'to commit everything',
    async () => (await committedSum(cluster, 'consumer', 'posts')) === total,
    60_000,
  );
  expect((await consumer.call('GET', '/status')).body).toMatchObject({ dead_lettered: 0, failed: 0 });
});

it('brokers away: readiness red, liveness green, 503 with Retry-After at once, recovery without a restart', async () => {
  const [producer, consumer, pingPong] = await Promise.all(
    (['producer', 'consumer', 'ping-pong'] as const).map((name) => platform.service(name)),
  );
  const all = [producer, consumer, pingPong] as ServiceProcess[];
  await Promise.all(all.map((service) => service.ready()));
  await every((node) => node.kill());

  for (const service of all) {
    await service.until('to turn red', async () => !(await service.isReady()));
    expect((await service.call('GET', '/health/live')).status).toBe(200);
    expect((await service.call('GET', '/health')).body).toMatchObject({ status: 'unhealthy', kafka_connected: false });
  }
  const began = performance.now();
  const answer = await (producer as ServiceProcess).call('POST', '/events', {});
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'KAFKA_UNAVAILABLE' } });
  const batch = await (producer as ServiceProcess).call('POST', '/events/batch?count=100');
  expect(batch).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5' },
    body: { successful_events: 0, failed_events: 100 },
  });
  const sick = await platform.health('producer');
  expect(sick).toMatchObject({ code: 1, stdout: '' });
  expect(sick.stderr).toMatch(/^Kafka is not healthy: .+\n$/);

  // A service that starts while the brokers are away is there, too, and waits for them.
  const late = await platform.service('consumer');
  expect((await late.call('GET', '/health/live')).status).toBe(200);
  expect(await late.isReady()).toBe(false);

  await every((node) => node.launch());
  await platform.cluster.awaitReady();
  await Promise.all([...all, late].map((service) => service.ready()));
  const { body } = await (producer as ServiceProcess).call('POST', '/events', {});
  const id = String(body['event_id']);
  const seenBy = async (service: ServiceProcess): Promise<boolean> =>
    (await service.call('GET', `/events/${id}`)).status === 200;
  await late.until(
    'or the other consumer to have the event',
    async () => (await seenBy(late)) || seenBy(consumer as ServiceProcess),
    60_000,
  );
  for (const service of all) expect(service.lines.filter(({ level }) => level === 'fatal')).toEqual([]);
});

it('brokers that hang: a full queue refuses with 429 and Retry-After, memory stays bounded, what was taken is written', async () => {
  const room = 2_000;
  const producer = await (
    await platform.service('producer', { producing: { maxQueuedRecords: room, deliveryTimeoutMs: 60_000 } })
  ).ready();
  await producer.call('POST', '/events', {});
  await every((node) => node.pause());
  const filler = { source: 'hang', data: { filler: 'x'.repeat(1_000) } };
  const held = producer.call('POST', `/events/batch?count=${room + 500}`, filler);
  await producer.until('to be full', async () => (await metric(producer, 'producer_queue_records')) === room);
  const refused = await producer.call('POST', '/events', {});
  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' }, body: { code: 'KAFKA_OVERLOADED' } });
  const before = await metric(producer, 'process_resident_memory_bytes');
  const flood = await Promise.all(
    Array.from({ length: 30 }, () => producer.call('POST', '/events/batch?count=10000', filler)),
  );
  expect(
    flood.every(({ status, headers }) => (status === 429 || status === 503) && headers['retry-after'] !== undefined),
  ).toBe(true);
  expect((await metric(producer, 'process_resident_memory_bytes')) - before).toBeLessThan(150 * 2 ** 20);
  await every((node) => node.resume());
  const { body } = await held;
  expect(body).toMatchObject({ status: 'completed', successful_events: room, failed_events: 500 });
  await platform.cluster.awaitReady();
  expect((await readAll(platform.cluster, 'posts')).filter(({ key }) => key === 'hang')).toHaveLength(room);
});

describe('the health command', () => {
  it.each(['producer', 'consumer', 'ping-pong'] as const)(
    'proves with an acknowledged write that %s can reach the brokers',
    async (name) => {
      const before = (await readAll(platform.cluster, 'platform.health')).length;
      expect(await platform.health(name)).toMatchObject({ code: 0, stdout: HEALTHY, stderr: '' });
      const probes = await readAll(platform.cluster, 'platform.health');
      expect(probes).toHaveLength(before + 1);
      expect(probes.some(({ key }) => key === name)).toBe(true);
    },
  );

  it('says why not, within its time, when nobody listens, and when it is not told where', async () => {
    const variables = platform.variables('producer');
    const began = performance.now();
    const nobody = await platform.health('producer', { ...variables, KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' });
    expect(performance.now() - began).toBeLessThan(12_000);
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    const untold = await platform.health('producer', { ...variables, KAFKA_BOOTSTRAP_SERVERS: '' });
    expect(untold).toMatchObject({ code: 1, stdout: '' });
    expect(untold.stderr).toContain('KAFKA_BOOTSTRAP_SERVERS');
  });
});
