import { deadLetterHeaders } from '../../../../contracts/events/dead-letter';
import { postEventCodec, type PostEvent } from '../../../../contracts/events/post';
import type { ConsumingParts, EventHandling } from '../../../../services/shared/consuming/attempts';
import { newTotals } from '../../../../services/shared/consuming/consumer-totals';
import { UnprocessableEventError } from '../../../../services/shared/consuming/failure';
import { exactlyOnceHandler, reliableHandler } from '../../../../services/shared/consuming/reliable-handler';
import type { RetrySettings } from '../../../../services/shared/consuming/retry';
import { createMetrics } from '../../../../services/shared/metrics';
import { silentTracer } from '../../../../services/shared/tracing';
import { FakeProducer, outcomeUnknown, tooLarge, unavailable } from '../../support/fake-engine';
import { event, memoryLogger, record } from '../../support/fixtures';
import { containing, like, matching } from '../../support/matchers';

const never = new AbortController().signal;

function parts(retries: Partial<RetrySettings> = {}): ConsumingParts {
  return {
    retries: { attempts: 3, retryInitialMs: 1, retryMaxMs: 5, ...retries },
    deadLetters: { topic: 'consumer.dead-letter', group: 'consumer' },
    metrics: createMetrics(),
    tracer: silentTracer,
    logger: memoryLogger().logger,
    totals: newTotals(),
  };
}

function handlerFor(process: () => Promise<void>, retries: Partial<RetrySettings> = {}) {
  const producer = new FakeProducer({}, []);
  const used = parts(retries);
  const handling: EventHandling<PostEvent, void> = { codec: postEventCodec, typeOf: (e) => e.event_type, process };
  return { handle: reliableHandler(handling, used, producer), producer, totals: used.totals, metrics: used.metrics };
}

/** Fails as often as `times` says, then succeeds. */
function failing(times: number, error: () => Error = () => new Error('database is busy')) {
  const calls = { made: 0 };
  const process = (): Promise<void> => {
    calls.made += 1;
    return calls.made <= times ? Promise.reject(error()) : Promise.resolve();
  };
  return { calls, process };
}

describe('retries', () => {
  test('tries again until it succeeds, and writes no dead letter', async () => {
    const { calls, process } = failing(2);
    const { handle, producer, totals } = handlerFor(process);
    await handle(record(event()), never);
    expect(calls.made).toBe(3);
    expect(producer.sent).toHaveLength(0);
    expect(totals).toEqual({ processed: 1, failed: 2, retried: 2, dead_lettered: 0 });
  });

  test('keeps the bytes of the original headers in a dead letter, repeated ones too', async () => {
    const { handle, producer } = handlerFor(failing(9).process);
    const rawHeaders = { schema: Buffer.from([0xff, 0xfe]), twice: [Buffer.from('a'), Buffer.from('b')] };
    await handle(record(event(), { headers: { schema: '??', twice: 'b' }, rawHeaders }), never);
    expect(producer.sent[0]?.headers).toMatchObject(rawHeaders);
  });

  test('gives up after the last attempt, with the cause in exact headers and the original untouched', async () => {
    const error = Object.assign(new Error('database is busy'), { code: 'DB_BUSY' });
    const { calls, process } = failing(9, () => error);
    const { handle, producer, totals, metrics } = handlerFor(process);
    const original = record(event(), { headers: { traceparent: 'as-it-was', tenant: 'a' } });
    await handle(original, never);
    expect(calls.made).toBe(3);
    expect(totals).toEqual({ processed: 0, failed: 3, retried: 2, dead_lettered: 1 });
    const page = await metrics.registry.metrics();
    expect(page).toContain('events_produced_total{topic="consumer.dead-letter",event_type="dead_letter"} 1');
    expect(page).toContain('event_production_duration_seconds_count{topic="consumer.dead-letter"} 1');
    expect(producer.sent).toEqual([
      {
        topic: 'consumer.dead-letter',
        key: original.key,
        value: original.value,
        headers: {
          traceparent: 'as-it-was',
          tenant: 'a',
          'dead-letter.cause': 'DB_BUSY',
          'dead-letter.reason': 'database is busy',
          'dead-letter.topic': 'posts',
          'dead-letter.partition': '2',
          'dead-letter.offset': String(original.offset),
          'dead-letter.timestamp': '1700000000000',
          'dead-letter.group': 'consumer',
          'dead-letter.attempts': '3',
          'dead-letter.at': matching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        },
      },
    ]);
  });

  test('does not repeat what no repetition will mend', async () => {
    const { calls, process } = failing(9, () => new UnprocessableEventError('UNKNOWN_ACCOUNT', 'no such account'));
    const { handle, producer } = handlerFor(process);
    await handle(record(event()), never);
    expect(calls.made).toBe(1);
    expect(producer.sent[0]?.headers).toMatchObject({
      [deadLetterHeaders.cause]: 'UNKNOWN_ACCOUNT',
      [deadLetterHeaders.attempts]: '1',
    });
  });

  test('does not try at all what cannot be decoded', async () => {
    const { calls, process } = failing(0);
    const { handle, producer } = handlerFor(process);
    for (const value of [Buffer.from('not json'), { no: 'event' }, null, Buffer.from([0xff, 0xfe])])
      await handle(record(value), never);
    expect(calls.made).toBe(0);
    expect(producer.sent).toHaveLength(4);
    for (const { headers } of producer.sent)
      expect(headers).toMatchObject({
        [deadLetterHeaders.cause]: 'EVENT_UNDECODABLE',
        [deadLetterHeaders.attempts]: '0',
      });
    expect(producer.sent[1]?.headers?.[deadLetterHeaders.reason]).toContain('event_id');
  });

  test('takes a value nested beyond the stack for undecodable', async () => {
    const deep = `{"data":{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;
    const { handle, producer } = handlerFor(() => Promise.resolve());
    await handle(record(Buffer.from(deep)), never);
    expect(producer.sent).toHaveLength(1);
  });

  test('keeps the reason within a thousand characters, and codes that are none out of the cause', async () => {
    const long = Object.assign(new Error('x'.repeat(5_000)), { code: 'not a code: 4711' });
    const { handle, producer } = handlerFor(failing(9, () => long).process);
    await handle(record(event()), never);
    expect(producer.sent[0]?.headers?.[deadLetterHeaders.reason]).toHaveLength(1_000);
    expect(producer.sent[0]?.headers?.[deadLetterHeaders.cause]).toBe('PROCESSING_FAILED');
  });
});

describe('a dead letter that cannot be written', () => {
  test.each([unavailable, outcomeUnknown])('rejects, so that nothing is committed', async (error) => {
    const { handle, producer, totals } = handlerFor(() => Promise.resolve());
    producer.refuse = () => error();
    await expect(handle(record({ no: 'event' }), never)).rejects.toMatchObject({ code: error().code });
    expect(totals.dead_lettered).toBe(0);
  });

  test('because of its size keeps the cause and where the original is', async () => {
    const { handle, producer } = handlerFor(() => Promise.resolve());
    producer.refuse = ({ value }) => (value !== null ? tooLarge() : undefined);
    const original = record({ no: 'event' }, { key: Buffer.alloc(5_000) });
    await handle(original, never);
    expect(producer.sent).toEqual([like({ key: null, value: null })]);
    expect(producer.sent[0]?.headers).toMatchObject({
      [deadLetterHeaders.offset]: String(original.offset),
      [deadLetterHeaders.reason]: containing('left out'),
    });
  });
});

describe('an abort', () => {
  test('ends a backoff at once, without a dead letter and without a commit', async () => {
    const { calls, process } = failing(9);
    const { handle, producer } = handlerFor(process, { retryInitialMs: 600_000, retryMaxMs: 600_000 });
    const abort = new AbortController();
    const handled = handle(record(event()), abort.signal);
    while (calls.made === 0) await new Promise(setImmediate);
    abort.abort(new Error('partition revoked'));
    await expect(handled).rejects.toThrow('partition revoked');
    expect(calls.made).toBe(1);
    expect(producer.sent).toHaveLength(0);
  });

  test('waits for an attempt that runs', async () => {
    let finish = (): void => undefined;
    let finished = false;
    let made = 0;
    const process = (): Promise<void> => {
      made += 1;
      if (made === 1) return Promise.reject(new Error('first'));
      return new Promise<void>((resolve) => (finish = resolve)).then(() => void (finished = true));
    };
    const { handle } = handlerFor(process);
    const abort = new AbortController();
    let settled = false;
    const handled = handle(record(event()), abort.signal).finally(() => (settled = true));
    handled.catch(() => undefined);
    while (made < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    abort.abort(new Error('partition revoked'));
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    finish();
    await handled.catch(() => undefined);
    expect(finished).toBe(true);
  });

  test('before the first attempt makes none', async () => {
    const { calls, process } = failing(0);
    const { handle } = handlerFor(process);
    await expect(handle(record(event()), AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping');
    expect(calls.made).toBe(0);
  });
});

describe('exactly once', () => {
  test('returns the replies, and for a record given up its dead letter as the reply', async () => {
    const reply = { topic: 'dev.pingpong.succeeded', key: 'k', value: 'v' };
    let works = true;
    const handling: EventHandling<PostEvent, readonly (typeof reply)[]> = {
      codec: postEventCodec,
      typeOf: (e) => e.event_type,
      process: () => (works ? Promise.resolve([reply]) : Promise.reject(new Error('broken'))),
    };
    const used = parts();
    const handle = exactlyOnceHandler(handling, used);
    expect(await handle(record(event()), never)).toEqual([reply]);
    works = false;
    const original = record(event());
    expect(await handle(original, never)).toEqual([like({ topic: 'consumer.dead-letter', value: original.value })]);
    const huge = record(Buffer.alloc(950 * 1024));
    expect(await handle(huge, never)).toEqual([like({ value: null })]);
    const letters = 'events_produced_total{topic="consumer.dead-letter",event_type="dead_letter"} 2';
    expect(await used.metrics.registry.metrics()).toContain(letters);
  });
});
