import { pingPongService } from '../../../services/ping-pong/service';
import type { IncomingRecord } from '../../../services/shared/kafka/ports';
import { record, start, type Fixture } from '../support/fixtures';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await start('ping-pong', pingPongService);
});
afterEach(() => fixture.stop());

const request = (value: unknown, fields: Partial<IncomingRecord> = {}) =>
  record(value, { topic: 'dev.pingpong.requested', key: null, ...fields });

async function replyTo(value: unknown, fields: Partial<IncomingRecord> = {}) {
  await fixture.consumer.deliver(request(value, fields));
  const reply = fixture.consumer.replies.at(-1);
  return { topic: reply?.topic, key: reply?.key, value: reply?.value };
}

test('answers a ping with exactly a pong', async () => {
  expect(await replyTo({ 'transaction-id': 't-1', payload: { message: 'ping' } })).toEqual({
    topic: 'dev.pingpong.succeeded',
    key: 't-1',
    value: '{"transaction-id":"t-1","payload":{"message":"pong"}}',
  });
});

test.each(['pong', 'PING', 'ping ', '', 'a ping'])(
  'answers %j with exactly the failure that names it',
  async (message) => {
    expect(await replyTo({ 'transaction-id': 't-2', payload: { message } })).toEqual({
      topic: 'dev.pingpong.failed',
      key: 't-2',
      value: `{"transaction-id":"t-2","payload":{"message":"Error the message doesn't contain 'ping'"}}`,
    });
  },
);

test.each([
  ['no JSON', Buffer.from('ping')],
  ['no value', null],
  ['no id', { payload: { message: 'ping' } }],
  ['an empty id', { 'transaction-id': '', payload: { message: 'ping' } }],
  ['a number as id', { 'transaction-id': 7, payload: { message: 'ping' } }],
  ['no payload', { 'transaction-id': 't' }],
  ['no message', { 'transaction-id': 't', payload: {} }],
  ['a list', []],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0xfd])],
])('answers a request with %s with exactly the format error', async (_name, value) => {
  expect(await replyTo(value)).toEqual({
    topic: 'dev.pingpong.failed',
    key: null,
    value: '{"message":"Error in the format of the Kafka event"}',
  });
});

test("keeps the request's key", async () => {
  const key = Buffer.from('requester');
  expect((await replyTo({ 'transaction-id': 't', payload: { message: 'ping' } }, { key })).key).toBe(key);
  expect((await replyTo({ 'transaction-id': 't', payload: { message: 'no' } }, { key })).key).toBe(key);
  expect((await replyTo('rubbish', { key })).key).toBe(key);
});

test("continues the request's trace", async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await replyTo({ 'transaction-id': 't', payload: { message: 'ping' } }, { headers: { traceparent } });
  const reply = fixture.consumer.replies[0]?.headers?.['traceparent'];
  expect(reply).toContain('0af7651916cd43dd8448eb211c80319c');
  expect(reply).not.toBe(traceparent);
});

test('commits in transactions of its own name, in the group of its contract', () => {
  expect(fixture.consumer.spec).toMatchObject({
    group: 'ping-pong',
    topics: ['dev.pingpong.requested'],
    isolation: 'read_committed',
    transactionalIdPrefix: 'ping-pong',
  });
});

test('GET /status and the metrics tell what was answered', async () => {
  await replyTo({ 'transaction-id': 't', payload: { message: 'ping' } });
  await replyTo({ 'transaction-id': 't', payload: { message: 'no' } });
  await replyTo('rubbish');
  expect((await fixture.app.inject({ url: '/status' })).json()).toEqual({
    status: 'running',
    processed: 3,
    failed: 0,
    retried: 0,
    dead_lettered: 0,
    replies: { pong: 1, not_ping: 1, format_error: 1 },
    lag: [],
    assignment: [{ topic: 'dev.pingpong.requested', partition: 0 }],
    kafka_connected: true,
  });
  const metrics = (await fixture.app.inject({ url: '/metrics' })).body;
  expect(metrics).toContain(
    'events_consumed_total{topic="dev.pingpong.requested",event_type="ping",status="success"} 1',
  );
  expect(metrics).toContain('events_produced_total{topic="dev.pingpong.succeeded",event_type="pong"} 1');
  expect(metrics).toContain('events_produced_total{topic="dev.pingpong.failed",event_type="format_error"} 1');
});
