import { consumerService } from '../../../services/consumer/service';
import { UnprocessableEventError } from '../../../services/shared/consuming/failure';
import { call, type Answered } from '../support/call';
import { configFor, event, record, start, type Fixture } from '../support/fixtures';
import { anyString, like, matching } from '../support/matchers';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await start('consumer', consumerService());
});
afterEach(() => fixture.stop());

const get = async (url: string) => bodyOf(await call(fixture.app, 'GET', url));
const post = async (url: string, payload?: object) => bodyOf(await call(fixture.app, 'POST', url, payload));
const bodyOf = ({ status, body }: Answered) => ({ status, body });

test('joins the group of its contract and reads what is committed only', () => {
  expect(fixture.consumer.spec).toMatchObject({
    group: 'consumer',
    topics: ['posts'],
    isolation: 'read_committed',
    maxBytesPerFetch: configFor('consumer').consuming.maxFetchBytes,
  });
});

test('processes an event, lets it be found by its id, and commits after that', async () => {
  const one = event();
  const delivered = record(one);
  await fixture.consumer.deliver(delivered);
  expect(fixture.consumer.committed).toEqual([delivered.offset]);
  expect(await get(`/events/${one.event_id}`)).toEqual({
    status: 200,
    body: {
      event: one,
      topic: 'posts',
      partition: 2,
      offset: String(delivered.offset),
      processed_at: matching(/Z$/),
    },
  });
});

test('answers 404 for an event it has not processed, and 400 for what is no id', async () => {
  expect(await get('/events/b8fd6a51-2f6c-4e63-a6f0-6f6b5a3fbb4e')).toMatchObject({
    status: 404,
    body: { status: 'error', code: 'EVENT_NOT_FOUND' },
  });
  expect(await get('/events/42')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
});

test('sends a poison message to the dead-letter topic and goes on with the next', async () => {
  const next = event();
  await fixture.consumer.deliver(record(Buffer.from('poison')));
  await fixture.consumer.deliver(record(next));
  expect(fixture.producer.sent).toEqual([like({ topic: 'consumer.dead-letter' })]);
  expect((await get(`/events/${next.event_id}`)).status).toBe(200);
  expect(fixture.consumer.committed).toHaveLength(2);
});

test('GET /status tells what was done, where it stands and what came last', async () => {
  fixture.consumer.lags = [{ topic: 'posts', partition: 0, lag: 4 }];
  expect((await get('/status')).body).toMatchObject({ status: 'running', processed: 0, last_event: null });
  const last = event({ event_type: 'error_log' });
  await fixture.consumer.deliver(record(event()));
  await fixture.consumer.deliver(record(last));
  await fixture.consumer.deliver(record(null));
  expect((await get('/status')).body).toEqual({
    status: 'running',
    processed: 2,
    failed: 0,
    retried: 0,
    dead_lettered: 1,
    by_type: { user_action: 1, error_log: 1 },
    lag: [{ topic: 'posts', partition: 0, lag: 4 }],
    assignment: [{ topic: 'posts', partition: 0 }],
    kafka_connected: true,
    last_event: like({ event: last }),
  });
});

test('is starting until it has partitions and while the brokers are away', async () => {
  fixture.consumer.partitions = [];
  expect((await get('/status')).body['status']).toBe('starting');
  fixture.consumer.partitions = [{ topic: 'posts', partition: 1 }];
  expect((await get('/status')).body['status']).toBe('running');
  fixture.engine.status.connected = false;
  expect((await get('/status')).body['status']).toBe('starting');
});

test('POST /stop pauses and POST /start resumes; twice is safe', async () => {
  expect(await post('/stop')).toEqual({ status: 200, body: { status: 'paused', message: anyString } });
  expect(fixture.consumer.paused).toBe(true);
  expect((await get('/status')).body['status']).toBe('paused');
  expect((await post('/stop')).body['message']).toContain('already');
  expect(await post('/start')).toEqual({ status: 200, body: { status: 'running', message: anyString } });
  expect(fixture.consumer.paused).toBe(false);
  expect((await post('/start')).body['message']).toContain('not paused');
  expect((await post('/stop', { hard: true })).status).toBe(400);
});

describe('POST /process-event', () => {
  test('processes an event as if it had been read, without Kafka', async () => {
    const one = event({ event_type: 'system_metric' });
    expect(await post('/process-event', one)).toEqual({
      status: 200,
      body: { status: 'processed', event_id: one.event_id, event_type: 'system_metric' },
    });
    expect((await get('/status')).body).toMatchObject({
      by_type: { system_metric: 1 },
      processed: 0,
      last_event: null,
    });
    expect(fixture.producer.sent).toHaveLength(0);
    // Nothing was consumed, so that whoever waits for an event to come through is not told that it has.
    expect((await get(`/events/${one.event_id}`)).status).toBe(404);
  });

  test('rejects what is no event, with every reason', async () => {
    const answer = await post('/process-event', { event_id: 'x', extra: 1 });
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect((answer.body['issues'] as unknown[]).length).toBeGreaterThan(4);
    expect((await post('/process-event')).status).toBe(400);
  });

  test('answers 422 with the code when the processing refuses it', async () => {
    await fixture.stop();
    const refusing = consumerService(() =>
      Promise.reject(new UnprocessableEventError('UNKNOWN_ACCOUNT', 'no such account')),
    );
    fixture = await start('consumer', refusing);
    const one = event();
    expect(await post('/process-event', one)).toEqual({
      status: 422,
      body: { status: 'error', code: 'UNKNOWN_ACCOUNT', message: 'no such account', event_id: one.event_id },
    });
  });
});

test('a record whose processing and dead letter both fail is not committed', async () => {
  await fixture.stop();
  fixture = await start(
    'consumer',
    consumerService(() => Promise.reject(new Error('down'))),
  );
  fixture.producer.refuse = () => {
    throw new Error('down too');
  };
  const failing = event();
  await expect(fixture.consumer.deliver(record(failing))).rejects.toThrow('down too');
  expect(fixture.consumer.committed).toEqual([]);
  expect((await get(`/events/${failing.event_id}`)).status).toBe(404);
});
