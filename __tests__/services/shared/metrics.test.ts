import { consumerService } from '../../../services/consumer/service';
import { producerService } from '../../../services/producer/service';
import { metricsPage } from '../../../services/shared/measuring/open-metrics';
import { createMetrics, eventTypeLabel } from '../../../services/shared/metrics';
import { overloaded, unavailable } from '../support/fake-engine';
import { configFor, event, record, start, type Fixture } from '../support/fixtures';

const SAMPLED = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let fixture: Fixture;
afterEach(() => fixture.stop());

async function scrape(): Promise<string[]> {
  const answer = await fixture.app.inject({ url: '/metrics' });
  expect(answer.headers['content-type']).toContain('text/plain');
  return answer.body.split('\n');
}

/** The value of a series, written as Prometheus prints it. */
async function valueOf(series: string): Promise<number> {
  const line = (await scrape()).find((each) => each.startsWith(`${series} `));
  return line === undefined ? Number.NaN : Number(line.slice(series.length + 1));
}

describe('a service that has just started', () => {
  test.each([
    ['producer', producerService],
    ['consumer', consumerService()],
  ] as const)('has every reason to refuse and to keep a trace at 0: %s', async (name, service) => {
    fixture = await start(name, service);
    const counters = ['overload_rejections_total{reason=', 'trace_fragments_kept_late_total{outcome='];
    const begun = (await scrape()).filter((line) => counters.some((counter) => line.startsWith(counter)));
    expect(begun).toEqual([
      'overload_rejections_total{reason="overloaded"} 0',
      'overload_rejections_total{reason="unavailable"} 0',
      'overload_rejections_total{reason="draining"} 0',
      'trace_fragments_kept_late_total{outcome="error"} 0',
      'trace_fragments_kept_late_total{outcome="slow"} 0',
      'trace_fragments_kept_late_total{outcome="refused"} 0',
    ]);
  });

  test('begins with the topics of its contract', async () => {
    fixture = await start('consumer', consumerService());
    expect(await scrape()).toContain('dead_letters_total{topic="posts",reason="undecodable"} 0');
  });

  const aboutConsuming = async (consumes: readonly string[]): Promise<string[]> => {
    const { text } = await metricsPage(createMetrics(consumes).registry, undefined);
    const counters = /^(events_consumed|dead_letters|event_retries|event_repeats)_total\{/;
    return text.split('\n').filter((line) => counters.test(line));
  };

  test('has whatever may become of a record at 0, for each topic that it reads', async () => {
    fixture = { stop: () => Promise.resolve(true) } as Fixture;
    expect(await aboutConsuming(['posts'])).toEqual([
      'events_consumed_total{topic="posts",event_type="unknown",status="success"} 0',
      'events_consumed_total{topic="posts",event_type="unknown",status="dead_letter"} 0',
      'events_consumed_total{topic="posts",event_type="unknown",status="error"} 0',
      'event_retries_total{topic="posts"} 0',
      'event_repeats_total{topic="posts"} 0',
      'dead_letters_total{topic="posts",reason="undecodable"} 0',
      'dead_letters_total{topic="posts",reason="refused"} 0',
      'dead_letters_total{topic="posts",reason="exhausted"} 0',
    ]);
    expect(await aboutConsuming(['posts', 'orders'])).toHaveLength(16);
  });

  test('says nothing of consuming when it reads nothing', async () => {
    fixture = { stop: () => Promise.resolve(true) } as Fixture;
    expect(await aboutConsuming([])).toEqual([]);
  });
});

describe('the producer', () => {
  beforeEach(async () => {
    fixture = await start('producer', producerService);
  });
  const post = (payload: object) => fixture.app.inject({ method: 'POST', url: '/events', payload });

  test('counts what was acknowledged, by topic and type, and times it', async () => {
    await post({ event_type: 'error_log' });
    await post({ event_type: 'error_log' });
    expect(await valueOf('events_produced_total{topic="posts",event_type="error_log"}')).toBe(2);
    expect(await valueOf('event_production_duration_seconds_count{topic="posts"}')).toBe(2);
  });

  test('counts no event that was not acknowledged', async () => {
    fixture.producer.refuse = () => overloaded();
    await post({ event_type: 'error_log' });
    fixture.producer.refuse = () => unavailable();
    await post({ event_type: 'error_log' });
    expect(await valueOf('events_produced_total{topic="posts",event_type="error_log"}')).toBeNaN();
    expect(await valueOf('event_production_failures_total{topic="posts",code="KAFKA_OVERLOADED"}')).toBe(1);
    expect(await valueOf('overload_rejections_total{reason="overloaded"}')).toBe(1);
    expect(await valueOf('overload_rejections_total{reason="unavailable"}')).toBe(1);
  });

  test('shows its queue and whether Kafka is there', async () => {
    fixture.producer.queued = 7;
    expect(await valueOf('producer_queue_records')).toBe(7);
    expect(await valueOf('producer_queue_bytes')).toBe(70);
    expect(await valueOf('producer_requests_in_flight')).toBe(1);
    expect(await valueOf('producer_queue_limit_bytes')).toBe(configFor('producer').producing.maxQueuedBytes);
    expect(await valueOf('kafka_connected')).toBe(1);
    fixture.engine.status.connected = false;
    expect(await valueOf('kafka_connected')).toBe(0);
  });

  test('counts and times requests by pattern, and unknown paths together', async () => {
    await post({});
    for (const path of ['/a', '/b', '/c?id=1']) await fixture.app.inject({ url: path });
    expect(await valueOf('http_requests_total{method="POST",route="/events",status_code="200"}')).toBe(1);
    expect(await valueOf('http_requests_total{method="GET",route="unknown",status_code="404"}')).toBe(3);
    expect(await valueOf('http_request_duration_seconds_count{method="POST",route="/events",status_code="200"}')).toBe(
      1,
    );
  });

  test("has Node's own metrics, and no label that carries an id", async () => {
    const { event_id } = (await post({})).json<{ event_id: string }>();
    const lines = await scrape();
    expect(lines.some((line) => line.startsWith('nodejs_eventloop_lag_seconds'))).toBe(true);
    expect(lines.join('\n')).not.toContain(event_id);
  });
});

describe('the consumer', () => {
  test('counts ends of records, retries, dead letters and processing time', async () => {
    let failures = 1;
    const service = consumerService(() => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('not yet')) : Promise.resolve();
    });
    fixture = await start('consumer', service);
    await fixture.consumer.deliver(record(event({ event_type: 'business_event' })));
    await fixture.consumer.deliver(record({ no: 'event' }));
    const consumed = (type: string, status: string) =>
      valueOf(`events_consumed_total{topic="posts",event_type="${type}",status="${status}"}`);
    expect(await consumed('business_event', 'success')).toBe(1);
    expect(await consumed('unknown', 'dead_letter')).toBe(1);
    expect(await valueOf('event_retries_total{topic="posts"}')).toBe(1);
    expect(await valueOf('dead_letters_total{topic="posts",reason="undecodable"}')).toBe(1);
    expect(await valueOf('event_processing_duration_seconds_count{event_type="business_event"}')).toBe(2);
  });

  test('times events from their record to the end of their processing, and those alone', async () => {
    fixture = await start('consumer', consumerService());
    await fixture.consumer.deliver(record(event(), { timestamp: Date.now() - 20_000 }));
    // Written by a clock that is ahead of ours.
    await fixture.consumer.deliver(record(event(), { timestamp: Date.now() + 60_000 }));
    await fixture.consumer.deliver(record({ no: 'event' }));
    const upTo = (le: string) => valueOf(`event_end_to_end_duration_seconds_bucket{le="${le}",topic="posts"}`);
    expect([await upTo('0.005'), await upTo('10'), await upTo('30'), await upTo('+Inf')]).toEqual([1, 1, 2, 2]);
    expect(await valueOf('event_end_to_end_duration_seconds_sum{topic="posts"}')).toBeCloseTo(20, 0);
  });

  test('counts an event that it has processed before, and its rebalances', async () => {
    fixture = await start('consumer', consumerService());
    const one = event();
    for (const each of [one, event(), one]) await fixture.consumer.deliver(record(each));
    expect(await valueOf('event_repeats_total{topic="posts"}')).toBe(1);
    fixture.consumer.spec.onRebalance?.([{ topic: 'posts', partition: 0 }]);
    expect(await valueOf('consumer_rebalances_total')).toBe(2);
  });

  test('has a trace to look at in its latencies, for whoever asks for OpenMetrics', async () => {
    fixture = await start('consumer', consumerService());
    await fixture.consumer.deliver(record(event(), { headers: { traceparent: SAMPLED } }));
    const accept = 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1';
    const page = async () => fixture.app.inject({ url: '/metrics', headers: { accept } });
    const { body, headers } = await page();
    expect(headers['content-type']).toContain('application/openmetrics-text');
    expect(body).toMatch(
      /event_end_to_end_duration_seconds_bucket\{le="\+Inf",topic="posts"\} 1 # \{trace_id="0af7651916cd43dd8448eb211c80319c"\} \S+ \d/,
    );
    expect(body).toContain('# TYPE events_consumed counter');
    expect(body).toContain('events_consumed_total{topic="posts",event_type="user_action",status="success"} 1');
    expect(body.endsWith('# EOF\n')).toBe(true);
    // The other format is as it was, and the next page of this one, too.
    expect(await valueOf('events_consumed_total{topic="posts",event_type="user_action",status="success"}')).toBe(1);
    expect((await scrape()).filter((line) => line.includes('trace_id'))).toEqual([]);
    expect((await page()).body).toContain('events_consumed_total{');
  });

  test('points at no trace that nobody will find', async () => {
    fixture = await start('consumer', consumerService(), { tracing: { sampleRatio: 0 } });
    await fixture.consumer.deliver(record(event(), { headers: { traceparent: SAMPLED.replace(/1$/, '0') } }));
    const { body } = await fixture.app.inject({ url: '/metrics', headers: { accept: 'application/openmetrics-text' } });
    expect(body).not.toContain('trace_id');
  });

  test('shows the lag of the partitions it has now, and of no others', async () => {
    fixture = await start('consumer', consumerService());
    fixture.consumer.lags = [
      { topic: 'posts', partition: 0, lag: 5, seconds: 2.5 },
      { topic: 'posts', partition: 1, lag: 0, seconds: 0 },
    ];
    expect(await valueOf('consumer_lag_seconds{topic="posts",partition="0"}')).toBe(2.5);
    expect(await valueOf('consumer_lag_seconds{topic="posts",partition="1"}')).toBe(0);
    expect(await valueOf('consumer_lag{topic="posts",partition="0"}')).toBe(5);
    expect(await valueOf('consumer_lag{topic="posts",partition="1"}')).toBe(0);
    fixture.consumer.lags = [{ topic: 'posts', partition: 1, lag: 3 }];
    expect(await valueOf('consumer_lag{topic="posts",partition="0"}')).toBeNaN();
    expect(await valueOf('consumer_lag{topic="posts",partition="1"}')).toBe(3);
  });
});

test('event types that are not known share one label', () => {
  expect(eventTypeLabel('user_action')).toBe('user_action');
  expect(eventTypeLabel('x'.repeat(100))).toBe('unknown');
  expect(eventTypeLabel(undefined)).toBe('unknown');
  fixture = { stop: () => Promise.resolve(true) } as Fixture;
});
