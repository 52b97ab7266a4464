import { postEventCodec } from '../../../contracts/events/post';
import { producerService } from '../../../services/producer/service';
import { outcomeUnknown, overloaded, tooLarge, unavailable } from '../support/fake-engine';
import { call } from '../support/call';
import { start, type Fixture } from '../support/fixtures';
import { anyString, matching } from '../support/matchers';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await start('producer', producerService);
});
afterEach(() => fixture.stop());

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const json = { 'content-type': 'application/json' };

const post = (payload?: string | Buffer | object, headers: Record<string, string> = {}) =>
  call(fixture.app, 'POST', '/events', payload, headers);

describe('POST /events', () => {
  test('generates an event, and says success with its id after the acknowledgement', async () => {
    const answer = await post();
    expect(answer.status).toBe(200);
    const body = answer.body;
    expect(body).toEqual({ status: 'success', event_id: matching(UUID), message: anyString });
    const [sent] = fixture.producer.sent;
    const decoded: unknown = postEventCodec.decode(sent?.value as string);
    expect(decoded).toMatchObject({
      ok: true,
      value: { event_id: body['event_id'], version: '1.0', source: sent?.key },
    });
    expect(sent?.topic).toBe('posts');
  });

  test('does not answer before the acknowledgement', async () => {
    let acknowledge = (): void => undefined;
    fixture.producer.hold = new Promise<void>((resolve) => (acknowledge = resolve));
    let answered = false;
    const answer = post().then((response) => {
      answered = true;
      return response;
    });
    while (fixture.producer.queued === 0) await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    acknowledge();
    expect((await answer).status).toBe(200);
  });

  test.each([
    ['an empty body with a JSON content type', '', json],
    ['an empty object', '{}', json],
    ['null', 'null', json],
    ['a charset', '{}', { 'content-type': 'application/json; charset=utf-8' }],
  ])('takes %s as no fields', async (_name, payload, headers) => {
    expect((await post(payload, headers)).status).toBe(200);
    expect(fixture.producer.sent).toHaveLength(1);
  });

  test('lets fields override the generated event, and keys the record by source', async () => {
    const fields = {
      event_id: 'b8fd6a51-2f6c-4e63-a6f0-6f6b5a3fbb4e',
      timestamp: '2026-01-02T03:04:05Z',
      event_type: 'error_log',
      source: 'checkout',
      version: '1.0',
      data: { deep: [1, { two: null }] },
    };
    const answer = await post(fields);
    expect(answer.body['event_id']).toBe(fields.event_id);
    const [sent] = fixture.producer.sent;
    expect(sent?.key).toBe('checkout');
    expect(JSON.parse(sent?.value as string)).toEqual(fields);
  });

  test('generates data that fits the type given', async () => {
    await post({ event_type: 'error_log' });
    expect(JSON.parse(fixture.producer.sent[0]?.value as string)).toMatchObject({
      event_type: 'error_log',
      data: { error_code: anyString },
    });
  });

  test.each([
    ['an unknown field', { evnt_type: 'x' }, 'body', "did you mean 'event_type'"],
    ['a wrong type', { source: 7 }, 'source', 'expected string'],
    ['an unknown event type', { event_type: 'user_acton' }, 'event_type', '"user_action"'],
    ['an id that is no UUID', { event_id: '42' }, 'event_id', 'UUID'],
    ['a timestamp that is none', { timestamp: 'yesterday' }, 'timestamp', 'ISO'],
    ['another version', { version: '2.0' }, 'version', '1.0'],
    ['data that is no object', { data: [1] }, 'data', 'expected record'],
    ['an array', [{}], 'body', 'expected object'],
  ])('rejects %s, naming it', async (_name, payload, path, reason) => {
    const answer = await post(payload);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ status: 'error', code: 'INVALID_REQUEST', issues: [expect.anything()] });
    expect(answer.body['message']).toContain(path);
    expect(answer.body['message']).toContain(reason);
    expect(fixture.producer.sent).toHaveLength(0);
  });

  test('names everything that is wrong at once', async () => {
    const issues = (await post({ source: 7, version: 2, extra: 1 })).body['issues'] as { path: string }[];
    expect(issues.map(({ path }) => path).sort()).toEqual(['$', 'source', 'version']);
  });

  test.each([
    ['KAFKA_OVERLOADED', overloaded(), 429, '1'],
    ['KAFKA_UNAVAILABLE', unavailable(), 503, '5'],
    ['KAFKA_OUTCOME_UNKNOWN', outcomeUnknown(), 503, '5'],
    ['KAFKA_RECORD_TOO_LARGE', tooLarge(), 413, undefined],
  ])('answers %s truthfully and names the event', async (code, error, status, retryAfter) => {
    fixture.producer.refuse = () => error;
    const answer = await post({ event_id: 'b8fd6a51-2f6c-4e63-a6f0-6f6b5a3fbb4e' });
    expect(answer.status).toBe(status);
    expect(answer.headers['retry-after']).toBe(retryAfter);
    expect(answer.body).toMatchObject({ status: 'error', code, event_id: 'b8fd6a51-2f6c-4e63-a6f0-6f6b5a3fbb4e' });
  });

  test('says that the same event_id may be sent again when the outcome is not known', async () => {
    fixture.producer.refuse = () => outcomeUnknown();
    expect((await post()).body['message']).toContain('the same event_id may be sent again');
  });

  test('refuses at once while Kafka is away, without queueing', async () => {
    fixture.engine.status.connected = false;
    fixture.engine.status.reason = 'connect ECONNREFUSED';
    const answer = await post();
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    expect(answer.body['message']).toContain('ECONNREFUSED');
    expect(fixture.producer.mostQueued).toBe(0);
  });

  test('hides an unexpected error and logs it', async () => {
    fixture.producer.refuse = () => {
      throw new Error('secret detail');
    };
    const answer = await post();
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({ status: 'error', code: 'INTERNAL', message: anyString });
    expect(answer.text).not.toContain('secret detail');
    expect(JSON.stringify(fixture.lines)).toContain('secret detail');
  });
});
