import { Kafka, type KafkaConfig } from 'kafkajs';
import type { KafkaSecurity } from '../../../contracts/runtime-config';
import { runTool } from '../../../local/kafka';
import { serviceNames, type ServiceName } from '../../../contracts/services';
import { readAll, withAdmin, withProducer } from '../services/topic-reader';
import type { Ended, ServiceProcess } from '../services/service-process';
import { joinGroup } from '../../support/join-group';
import { createTopic, denials, readWithJava, write } from './secured-clients';
import { SecuredPlatform } from './secured-platform';

const matching = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

let platform: SecuredPlatform;
beforeAll(async () => {
  platform = await SecuredPlatform.start('scram');
});
afterAll(() => platform?.stop());

const consumed = (consumer: ServiceProcess, id: string): Promise<true> =>
  consumer.until(`to have processed ${id}`, async () => (await consumer.call('GET', `/events/${id}`)).status === 200);

async function post(producer: ServiceProcess, event: object): Promise<string> {
  const { status, body } = await producer.call('POST', '/events', event);
  expect(status).toBe(200);
  return body['event_id'] as string;
}

describe('services with the ACLs of their contracts', () => {
  let producer: ServiceProcess, consumer: ServiceProcess, pingPong: ServiceProcess;
  beforeAll(async () => {
    [producer, consumer, pingPong] = await Promise.all([
      platform.service('producer'),
      platform.service('consumer'),
      platform.service('ping-pong'),
    ]);
    await Promise.all([producer.ready(), consumer.ready(), pingPong.ready()]);
  });
  afterAll(() => platform.stopServices());

  it('carry an event from HTTP to the consumer, and a poison message to the dead letters', async () => {
    await consumed(consumer, await post(producer, { source: 'secured' }));
    await withProducer(platform.cluster, (kafka) =>
      kafka.send({ topic: 'posts', messages: [{ key: 'poison', value: 'no event' }] }),
    );
    const status = async () => (await consumer.call('GET', '/status')).body;
    await consumer.until('to have given up', async () => (await status())['dead_lettered'] === 1);
    expect(await readAll(platform.cluster, 'consumer.dead-letter')).toMatchObject([
      { key: 'poison', headers: { 'dead-letter.cause': 'EVENT_UNDECODABLE' } },
    ]);
  });

  it('answer each ping once, in a transaction', async () => {
    const ping = (id: string) => ({
      value: JSON.stringify({ 'transaction-id': id, payload: { message: id.startsWith('x') ? 'no' : 'ping' } }),
    });
    await withProducer(platform.cluster, (kafka) =>
      kafka.send({ topic: 'dev.pingpong.requested', messages: ['a', 'b', 'x'].map(ping) }),
    );
    const replies = async () => [
      ...(await readAll(platform.cluster, 'dev.pingpong.succeeded')),
      ...(await readAll(platform.cluster, 'dev.pingpong.failed')),
    ];
    await pingPong.until('to have answered', async () => (await replies()).length === 3);
    expect((await replies()).map(({ key }) => key).sort()).toEqual(['a', 'b', 'x']);
  });

  it.each(serviceNames)('pass the health command of %s', async (name) => {
    expect(await platform.health(name)).toEqual({
      code: 0,
      signal: null,
      stdout: 'Kafka is reachable, and message was sent successfully.\n',
      stderr: '',
    });
  });

  it('tell the lag of every partition', async () => {
    const partitions = async () => (await consumer.text('/metrics')).match(/^consumer_lag\{topic="posts".* 0$/gm) ?? [];
    await consumer.until('to tell its lag', async () => (await partitions()).length === 3);
  });

  it('were refused nothing: the ACLs are wide enough', async () => {
    const refused = await Promise.all(serviceNames.map((name) => denials(platform, name)));
    expect(refused.flat()).toEqual([]);
  });
});

it('a consumer that names its rack is sent records by the broker there', async () => {
  const producer = await (await platform.service('producer')).ready();
  expect((await producer.call('POST', '/events/batch?count=5000')).status).toBe(200);
  const leaders = await withAdmin(platform.cluster, (admin) => admin.fetchTopicMetadata({ topics: ['posts'] }));
  expect(new Set(leaders.topics[0]?.partitions.map(({ leader }) => leader)).size).toBeGreaterThan(1);
  const before = platform.sentByRack();
  const consumer = await platform.service('consumer', platform.variables('consumer', { rack: 'b' }));
  await consumer.until(
    'to have read the backlog',
    async () => Number((await consumer.call('GET', '/status')).body['processed']) >= 5000,
  );
  const after = platform.sentByRack();
  const sent = Object.entries(after).map(([rack, bytes]) => ({ rack, bytes: bytes - (before[rack] ?? 0) }));
  const total = sent.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total).toBeGreaterThan(1_000_000);
  expect((sent.find(({ rack }) => rack === 'b')?.bytes ?? 0) / total).toBeGreaterThan(0.9);
  await platform.stopServices();
});

describe('a user', () => {
  it("of the producer cannot read what it writes, nor write others' topics", async () => {
    await write(platform, 'producer', 'posts');
    const [own, other] = await Promise.all([
      readWithJava(platform, 'consumer', 'posts'),
      readWithJava(platform, 'producer', 'posts'),
    ]);
    expect(own.stdout.trim()).not.toBe('');
    expect(other).toMatchObject({ stdout: '', stderr: matching(/Not authorized to access topics: \[posts\]/) });
    await expect(write(platform, 'producer', 'dev.pingpong.requested')).rejects.toThrow(
      'Not authorized to access topics',
    );
    expect(await denials(platform, 'producer')).toEqual(
      expect.arrayContaining(['READ Topic:LITERAL:posts', 'DESCRIBE Topic:LITERAL:dev.pingpong.requested']),
    );
  });

  it('has the quotas of its object, as Kafka tells them', async () => {
    const { stdout } = await runTool(
      await platform.cluster.jars(),
      'kafka.admin.ConfigCommand',
      ['--bootstrap-server', platform.cluster.bootstrapServers.join(','), '--describe', '--entity-type', 'users'],
      { env: process.env, heap: '128m' },
    );
    for (const { metadata, spec } of platform.users) {
      const line = stdout
        .split('\n')
        .find((each) => each.startsWith(`Quota configs for user-principal '${metadata.name}'`));
      expect(line).toContain(`producer_byte_rate=${spec.quotas?.producerByteRate}.0`);
      expect(line).toContain(`consumer_byte_rate=${spec.quotas?.consumerByteRate}.0`);
    }
  });

  it("of the consumer cannot write what it reads, nor be in another's group", async () => {
    await expect(write(platform, 'consumer', 'posts')).rejects.toThrow('Not authorized to access topics');
    await expect(joinGroup(platform.client('consumer'), 'ping-pong')).rejects.toThrow(
      'Failed to find group coordinator',
    );
    expect(await denials(platform, 'consumer')).toEqual(
      expect.arrayContaining(['WRITE Topic:LITERAL:posts', 'DESCRIBE Group:LITERAL:ping-pong']),
    );
  });

  it("cannot use another's transactional id, nor make topics", async () => {
    const id = 'ping-pong-dev.pingpong.requested-0';
    await expect(write(platform, 'producer', 'posts', id)).rejects.toThrow();
    await expect(createTopic(platform, 'producer', 'more')).rejects.toMatchObject({
      errors: [{ type: 'TOPIC_AUTHORIZATION_FAILED' }],
    });
    expect(await denials(platform, 'producer')).toEqual(
      expect.arrayContaining([`DESCRIBE TransactionalId:LITERAL:${id}`, 'CREATE Topic:LITERAL:more']),
    );
  });
});

describe('who is not let in', () => {
  afterEach(() => platform.stopServices());

  const notReadyBecause = async (
    name: ServiceName,
    security: KafkaSecurity,
    reason: RegExp,
  ): Promise<ServiceProcess> => {
    const service = await platform.service(name, platform.variables(name, { security }));
    const ready = async () => service.call('GET', '/health/ready');
    await service.until(`not to be ready because ${reason.source}`, async () => {
      const { status, body } = await ready();
      expect(status).toBe(503);
      return reason.test(JSON.stringify(body['reasons']));
    });
    expect((await service.call('GET', '/health/live')).status).toBe(200);
    return service;
  };

  const toldBy = (name: ServiceName, security: KafkaSecurity): Promise<Ended> =>
    platform.health(name, platform.variables(name, { security }));

  it('is a service with a wrong password or authority: it says why, lives, and comes in when that is right', async () => {
    const passwordFile = await platform.write('password', 'wrong-and-secret');
    const [user, authority] = [
      { ...platform.security('producer'), passwordFile } as KafkaSecurity,
      { ...platform.security('consumer'), caFile: platform.stranger.certFile } as KafkaSecurity,
    ];
    const refused = /authentication failed.*invalid credentials/i;
    const unknown = /self-signed certificate|unable to verify/i;
    const [service, producerSays, consumerSays] = await Promise.all([
      notReadyBecause('producer', user, refused),
      toldBy('producer', user),
      toldBy('consumer', authority),
      notReadyBecause('consumer', authority, unknown),
    ]);
    expect(producerSays).toMatchObject({ code: 1, stdout: '', stderr: matching(refused) });
    expect(consumerSays).toMatchObject({ code: 1, stdout: '', stderr: matching(unknown) });
    expect(producerSays.stderr + JSON.stringify(service.lines)).not.toContain('wrong-and-secret');
    await platform.write('password', platform.secret('producer', 'password'));
    await service.ready();
    await post(service, {});
  });

  it('is a broker under another name than its certificate has', async () => {
    const brokers = platform.bootstrapServers.map((server) => server.replace('localhost', '127.0.0.1'));
    const admin = platform.client('producer', { brokers }).admin();
    await expect(admin.connect()).rejects.toThrow(/not in the cert's list|altnames/i);
  });

  it('is a client without TLS, or without a user', async () => {
    const known = platform.client('producer').admin();
    await known.connect();
    expect((await known.describeCluster()).brokers).toHaveLength(3);
    await known.disconnect();
    const anonymous: KafkaConfig = { ...platform.clientConfig('producer') };
    delete anonymous.sasl;
    for (const config of [anonymous, { ...anonymous, ssl: false }]) {
      const admin = new Kafka({ ...config, requestTimeout: 2_000, retry: { retries: 0 } }).admin();
      await expect(admin.connect().then(() => admin.describeCluster())).rejects.toThrow();
      await admin.disconnect();
    }
  });
});
