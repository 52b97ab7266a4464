import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { decodeRuntimeConfig } from '../../../contracts/runtime-config';
import { committedSum, readAll, withAdmin, withProducer } from './topic-reader';
import type { ServiceProcess } from './service-process';
import { TestPlatform } from './test-platform';

const anyText: unknown = expect.any(String);

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => platform?.stop());
afterEach(() => platform.stopServices());

const idsOf = (records: readonly { readonly value: string | null }[]): string[] =>
  records.map(({ value }) => (JSON.parse(value ?? '{}') as { event_id: string }).event_id);

const consumed = (consumer: ServiceProcess, id: string): Promise<true> =>
  consumer.until(`to have processed ${id}`, async () => (await consumer.call('GET', `/events/${id}`)).status === 200);

async function post(producer: ServiceProcess, event: object): Promise<string> {
  const { status, body } = await producer.call('POST', '/events', event);
  expect(status).toBe(200);
  return body['event_id'] as string;
}

describe('events', () => {
  it('go from HTTP through the brokers to the consumer, in one trace', async () => {
    const [producer, consumer] = await Promise.all([platform.service('producer'), platform.service('consumer')]);
    await Promise.all([producer.ready(), consumer.ready()]);
    const id = await post(producer, { source: 'trace-test', data: { n: 1 } });
    await consumed(consumer, id);
    const { body } = await consumer.call('GET', `/events/${id}`);
    expect(body).toMatchObject({ topic: 'posts', event: { event_id: id, source: 'trace-test', data: { n: 1 } } });
    const stored = (await readAll(platform.cluster, 'posts')).find(({ value }) => value?.includes(id));
    expect(stored?.key).toBe('trace-test');
    expect(stored?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    expect((await consumer.call('GET', '/status')).body).toMatchObject({
      status: 'running',
      processed: 1,
      dead_lettered: 0,
    });
  });

  it('are all there, each once, when a batch of 1,000 was acknowledged', async () => {
    const producer = await (await platform.service('producer')).ready();
    const { status, body } = await producer.call('POST', '/events/batch?count=1000');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'completed', total_events: 1000, successful_events: 1000, failed_events: 0 });
    const sent = (body['results'] as { event_id: string }[]).map(({ event_id }) => event_id);
    const stored = idsOf(await readAll(platform.cluster, 'posts')).filter((id) => sent.includes(id));
    expect(stored.sort()).toEqual(sent.sort());
  });
});

describe('a poison message', () => {
  it('ends in the dead-letter topic with its cause, and the next one is processed', async () => {
    const program = await platform.bundle('failing-consumer.ts');
    const settings = { consuming: { attempts: 3, retryInitialMs: 20, retryMaxMs: 50 } };
    const [producer, consumer] = await Promise.all([
      platform.service('producer'),
      platform.service('consumer', settings, program),
    ]);
    await Promise.all([producer.ready(), consumer.ready()]);
    // All with one key, so that each stands in the way of the next.
    const source = `poison-${randomUUID()}`;
    await withProducer(platform.cluster, (kafka) =>
      kafka.send({ topic: 'posts', messages: [{ key: source, value: 'no event', headers: { tenant: 'a' } }] }),
    );
    const always = await post(producer, { source, data: { fails: 'always' } });
    const forGood = await post(producer, { source, data: { fails: 'for good' } });
    const next = await post(producer, { source });
    await consumed(consumer, next);
    const letters = (await readAll(platform.cluster, 'consumer.dead-letter')).filter(({ key }) => key === source);
    expect(letters.map(({ headers }) => [headers['dead-letter.cause'], headers['dead-letter.attempts']])).toEqual([
      ['EVENT_UNDECODABLE', '0'],
      ['PROCESSING_FAILED', '3'],
      ['UNKNOWN_ACCOUNT', '1'],
    ]);
    expect(letters[0]).toMatchObject({
      value: 'no event',
      headers: { tenant: 'a', 'dead-letter.topic': 'posts', 'dead-letter.group': 'consumer' },
    });
    expect(idsOf(letters.slice(1))).toEqual([always, forGood]);
    expect((await consumer.call('GET', '/status')).body).toMatchObject({ dead_lettered: 3, retried: 2, failed: 4 });
  });
});

describe('the consumer', () => {
  it('resumes where it committed, and handles nothing twice after a clean stop', async () => {
    const [producer, first] = await Promise.all([platform.service('producer'), platform.service('consumer')]);
    await Promise.all([producer.ready(), first.ready()]);
    await consumed(first, await post(producer, {}));
    const before = Number((await first.call('GET', '/status')).body['processed']);
    expect(await first.stop()).toMatchObject({ code: 0 });
    const ends = await withAdmin(platform.cluster, (admin) => admin.fetchTopicOffsets('posts'));
    const total = ends.reduce((sum, { high }) => sum + Number(high), 0);
    expect(await committedSum(platform.cluster, 'consumer', 'posts')).toBe(total);
    expect(before).toBeLessThanOrEqual(total);

    const missed = await Promise.all(Array.from({ length: 50 }, () => post(producer, {})));
    const second = await (await platform.service('consumer')).ready();
    for (const id of missed) await consumed(second, id);
    expect((await second.call('GET', '/status')).body).toMatchObject({ processed: 50 });
  });

  it('pauses and resumes over HTTP, and its lag is told', async () => {
    const [producer, consumer] = await Promise.all([platform.service('producer'), platform.service('consumer')]);
    await Promise.all([producer.ready(), consumer.ready()]);
    await consumed(consumer, await post(producer, {}));
    expect((await consumer.call('POST', '/stop')).body).toMatchObject({ status: 'paused' });
    // What a fetch has brought already may still be handled; a second event is not.
    await producer.call('POST', '/events/batch?count=100');
    const waiting = await post(producer, {});
    const lagOf = async (): Promise<number> => {
      const { lag } = (await consumer.call('GET', '/status')).body as { lag: { lag: number }[] };
      return lag.reduce((sum, each) => sum + each.lag, 0);
    };
    await consumer.until('to tell its lag', async () => (await lagOf()) > 0);
    expect((await consumer.call('GET', `/events/${waiting}`)).status).toBe(404);
    expect((await consumer.call('POST', '/start')).body).toMatchObject({ status: 'running' });
    await consumed(consumer, waiting);
    await consumer.until('to have no lag', async () => (await lagOf()) === 0);
  });

  it('stays responsive under a backlog', async () => {
    const producer = await (await platform.service('producer')).ready();
    for (let i = 0; i < 6; i += 1) expect((await producer.call('POST', '/events/batch?count=5000')).status).toBe(200);
    const last = await post(producer, {});
    const consumer = await platform.service('consumer');
    let slowest = 0;
    await consumer.until('to have worked off the backlog', async () => {
      const began = performance.now();
      await consumer.call('GET', '/health/live');
      slowest = Math.max(slowest, performance.now() - began);
      const { processed } = (await consumer.call('GET', '/status')).body;
      return Number(processed) >= 30_001;
    });
    await consumed(consumer, last);
    expect(slowest).toBeLessThan(1_000);
  });
});

describe('HTTP abuse', () => {
  it('is answered with 4xx and a reason, and never ends the process', async () => {
    const producer = await (await platform.service('producer')).ready();
    const json = { 'content-type': 'application/json' };
    const send = async (path: string, body: string | Buffer, headers: Record<string, string>): Promise<number> => {
      const answer = await request(`${producer.url}${path}`, { method: 'POST', body, headers });
      expect(await answer.body.json()).toMatchObject({ status: 'error', code: anyText, message: anyText });
      return answer.statusCode;
    };
    for (let round = 0; round < 20; round += 1) {
      expect(await send('/events', '{"source": ', json)).toBe(400);
      expect(await send('/events', '{"source": 7}', json)).toBe(400);
      expect(await send('/events', Buffer.from([0xff, 0xfe]), json)).toBe(400);
      expect(await send('/events', '['.repeat(500_000), json)).toBe(400);
      expect(await send('/events', '<a/>', { 'content-type': 'text/xml' })).toBe(415);
      expect(await send('/events', Buffer.alloc(10 * 2 ** 20, '{'), json)).toBe(413);
      expect(await send('/nothing', '{}', json)).toBe(404);
      expect(await send('/health', '{}', json)).toBe(405);
      expect(await send('/events/batch?count=1e9', '{}', json)).toBe(400);
    }
    await post(producer, {});
    expect(producer.lines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });

  it('an event that is too large for the brokers is told so, and the next one is written', async () => {
    const producer = await (await platform.service('producer')).ready();
    const { http } = decodeRuntimeConfig(platform.variables('producer'));
    const answer = await producer.call('POST', '/events', { data: { filler: 'x'.repeat(http.maxBodyBytes - 100) } });
    // As large as the service reads: whether the brokers take it is theirs to say.
    expect([200, 413]).toContain(answer.status);
    const escaped = await producer.call('POST', '/events', {
      data: { filler: '\u0000'.repeat(http.maxBodyBytes / 6 - 100) },
    });
    expect([200, 413]).toContain(escaped.status);
    await post(producer, {});
  });
});

describe('a service that cannot start', () => {
  it('names every wrong variable at once and exits with 78, which no restart mends', async () => {
    const variables = {
      ...platform.variables('consumer'),
      HTTP_PORT: 'web',
      LOG_LEVEL: 'loud',
      KAFKA_BOOTSTRAP_SERVERS: '',
    };
    const ended = await platform.runToEnd('consumer', variables);
    expect(ended).toMatchObject({ code: 78, stdout: '' });
    for (const name of ['HTTP_PORT=web', 'LOG_LEVEL=loud', 'KAFKA_BOOTSTRAP_SERVERS'])
      expect(ended.stderr).toContain(name);
  });

  it('names a busy port and exits with 1', async () => {
    const producer = await platform.service('producer');
    const { port } = new URL(producer.url);
    const ended = await platform.runToEnd('producer', { ...platform.variables('producer'), HTTP_PORT: port });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(port);
  });
});

describe('SIGTERM', () => {
  it('drains the producer: requests in flight are answered, what was acknowledged is there, exit 0', async () => {
    const producer = await (await platform.service('producer')).ready();
    const acknowledged: string[] = [];
    const refused: (number | string)[] = [];
    let stopping = false;
    const load = async (): Promise<void> => {
      while (!stopping || acknowledged.length === 0) {
        const answer = await producer
          .call('POST', '/events', { source: 'drain' })
          .catch((error: Error) => error.message);
        if (typeof answer === 'string') return void refused.push(answer);
        if (answer.status !== 200) return void refused.push(answer.status);
        acknowledged.push(answer.body['event_id'] as string);
      }
    };
    const clients = Promise.all(Array.from({ length: 100 }, load));
    await producer.until('to be busy', () => acknowledged.length > 500);
    const ended = await producer.stop();
    stopping = true;
    await clients;
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const stored = new Set(idsOf((await readAll(platform.cluster, 'posts')).filter(({ key }) => key === 'drain')));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    // Nothing was written that nobody was told of: each request in flight had its answer.
    expect([...stored].filter((id) => !acknowledged.includes(id))).toEqual([]);
    expect(refused.every((why) => why === 503 || typeof why === 'string')).toBe(true);
  });

  it('a second one ends the process at once', async () => {
    const consumer = await platform.service('consumer');
    consumer.kill('SIGTERM');
    await consumer.until('to be stopping', () => consumer.lines.some(({ msg }) => msg === 'stopping'));
    consumer.kill('SIGTERM');
    const { code } = await consumer.ended;
    expect([0, 143]).toContain(code);
  });
});
