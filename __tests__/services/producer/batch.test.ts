import { request } from 'undici';
import { producerService } from '../../../services/producer/service';
import { outcomeUnknown, overloaded, tooLarge, unavailable } from '../support/fake-engine';
import { call } from '../support/call';
import { configFor, start, type Fixture } from '../support/fixtures';
import { anyString } from '../support/matchers';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await start('producer', producerService);
});
afterEach(() => fixture.stop());

const batch = (query: string, payload?: object) => call(fixture.app, 'POST', `/events/batch${query}`, payload);

const eventIdOf = (value: unknown): unknown => (JSON.parse(String(value)) as { event_id: unknown }).event_id;

describe('POST /events/batch', () => {
  test('reports each event of a batch', async () => {
    const answer = await batch('?count=3');
    expect(answer.status).toBe(200);
    const one = { event_id: anyString, success: true };
    expect(answer.body).toEqual({
      status: 'completed',
      total_events: 3,
      successful_events: 3,
      failed_events: 0,
      results: [one, one, one],
    });
    const ids = (answer.body['results'] as { event_id: string }[]).map(({ event_id }) => event_id);
    expect(fixture.producer.sent.map(({ value }) => eventIdOf(value))).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
  });

  test('sends ten events when no count is given', async () => {
    expect((await batch('')).body['total_events']).toBe(10);
  });

  test('has all sends of a batch under way at once', async () => {
    let acknowledge = (): void => undefined;
    fixture.producer.hold = new Promise<void>((resolve) => (acknowledge = resolve));
    const answer = batch('?count=2000');
    while (fixture.producer.queued < 2000) await new Promise(setImmediate);
    acknowledge();
    expect((await answer).body['successful_events']).toBe(2000);
  });

  test('makes every event from the template in the body', async () => {
    await batch('?count=2', { source: 'load-test', event_type: 'system_metric', data: { a: 1 } });
    for (const { key, value } of fixture.producer.sent) {
      expect(key).toBe('load-test');
      expect(JSON.parse(value as string)).toMatchObject({ event_type: 'system_metric', data: { a: 1 } });
    }
  });

  test.each(['0', '-1', 'NaN', '1e9', '10001', '999999999999999999999', '2.5', '', 'ten', '0x10', ' 5'])(
    'rejects count=%s with the limit',
    async (count) => {
      const answer = await batch(`?count=${encodeURIComponent(count)}`);
      expect(answer.status).toBe(400);
      expect(answer.body['message']).toContain('whole number from 1 to 10000');
      expect(fixture.producer.mostQueued).toBe(0);
    },
  );

  test('rejects a count given twice, unknown parameters and an event_id in the template', async () => {
    expect((await batch('?count=1&count=2')).status).toBe(400);
    expect((await batch('?cuont=1')).body['message']).toContain("did you mean 'count'");
    expect((await batch('?count=2', { event_id: 'b8fd6a51-2f6c-4e63-a6f0-6f6b5a3fbb4e' })).body['message']).toContain(
      "unknown field 'event_id'",
    );
    expect((await batch('?count=2', [{}])).status).toBe(400);
  });

  test('reports a partial failure event by event, with its code', async () => {
    fixture.producer.refuse = (_record, index) =>
      index === 1 ? outcomeUnknown() : index === 2 ? tooLarge() : undefined;
    const answer = await batch('?count=4');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status: 'completed',
      total_events: 4,
      successful_events: 2,
      failed_events: 2,
    });
    const results = answer.body['results'] as { success: boolean; code?: string }[];
    expect(results.map(({ success, code }) => [success, code])).toEqual([
      [true, undefined],
      [false, 'KAFKA_OUTCOME_UNKNOWN'],
      [false, 'KAFKA_RECORD_TOO_LARGE'],
      [true, undefined],
    ]);
  });

  test.each([
    // What holds for all is told at the first event; the others are not even made.
    [429, '1', overloaded, 1],
    [503, '5', unavailable, 1],
    [503, '5', outcomeUnknown, 3],
  ])('answers %i with Retry-After when no event could be written', async (status, retryAfter, error, tried) => {
    fixture.producer.refuse = () => error();
    const answer = await batch('?count=3');
    expect(answer.status).toBe(status);
    expect(answer.headers['retry-after']).toBe(retryAfter);
    expect(answer.body).toMatchObject({ status: 'error', total_events: 3, successful_events: 0, failed_events: 3 });
    expect(answer.body['results']).toHaveLength(tried);
  });

  test('stops asking for room after the queue was full', async () => {
    let asked = 0;
    fixture.producer.refuse = (_record, index) => {
      asked += 1;
      return index >= 5 ? overloaded() : undefined;
    };
    const answer = await batch('?count=10000', { data: { filler: 'x'.repeat(2_000) } });
    expect(answer.body).toMatchObject({ successful_events: 5, failed_events: 9_995 });
    expect(asked).toBeLessThan(9_000);
  });

  test('refuses a batch that can never fit the queue', async () => {
    const answer = await batch('?count=10000', { data: { filler: 'x'.repeat(10_000) } });
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ code: 'BATCH_TOO_LARGE' });
    expect(fixture.producer.mostQueued).toBe(0);
  });

  test('lets other requests be answered while a large batch is made', async () => {
    const large = batch('?count=10000');
    let answers = 0;
    let done = false;
    void large.then(() => (done = true));
    while (!done) {
      const { body } = await request(`${fixture.url}/health/live`);
      await body.dump();
      answers += 1;
    }
    expect((await large).status).toBe(200);
    expect(answers).toBeGreaterThan(3);
  });

  test('asks the engine for what the durability profile and the configuration say', () => {
    const { producing } = configFor('producer');
    const { onBatch, ...asked } = fixture.producer.spec ?? {};
    expect(asked).toEqual({ durability: { acks: 'all', idempotent: true }, ...producing });
    expect(onBatch).toBeInstanceOf(Function);
  });
});
