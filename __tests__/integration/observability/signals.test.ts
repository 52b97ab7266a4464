import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventTypes } from '../../../contracts/events/post';
import { waitUntil } from '../../../local/kafka';
import { signals } from '../../../modules/monitoring/signals';
import { expressionFor, type Signal } from '../../../modules/monitoring/signals/signal';
import { withProducer } from '../services/topic-reader';
import { absentExporters, Answers, beyond, scraped, unanswerable } from './answers';
import { hurriedAlerts } from './hurried-alerts';
import { liveMetrics } from './live-metrics';
import { ObservedPlatform } from './observed-platform';

const { brokers, services, platform: platformSignals } = signals;

/** As an alert has it on a laptop. */
function expressionOf(signal: Signal): string {
  const expression = expressionFor(signal, scraped);
  if (expression === undefined) throw new Error(`${signal.name} has no source here`);
  return expression('1m').text;
}

const answers = new Answers();
let platform: ObservedPlatform;
beforeAll(async () => {
  platform = await ObservedPlatform.start(hurriedAlerts());
});
afterAll(() => platform?.stop());

const AT_ONCE = 50;

async function post(events: readonly object[]): Promise<void> {
  for (let start = 0; start < events.length; start += AT_ONCE) {
    const chunk = events.slice(start, start + AT_ONCE);
    const sent = await Promise.all(chunk.map((event) => platform.services.producer.call('POST', '/events', event)));
    expect(sent.map(({ status }) => status)).toEqual(chunk.map(() => 200));
  }
}

/** Each with a key and an id of its own. */
const events = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    source: randomUUID(),
    event_type: eventTypes[index % eventTypes.length],
    data: { id: randomUUID() },
  }));

const write = (topic: string, messages: readonly { readonly key?: string; readonly value: string }[]) =>
  withProducer(platform.cluster, (kafka) => kafka.send({ topic, messages: [...messages] }));

const ask = (count: number) =>
  write(
    'dev.pingpong.requested',
    Array.from({ length: count }, () => ({
      key: randomUUID(),
      value: JSON.stringify({ 'transaction-id': randomUUID(), payload: { message: 'ping' } }),
    })),
  );

const counted = async (expression: string): Promise<number> =>
  (await platform.prometheus.query(expression)).reduce((sum, { value }) => sum + value, 0);

/** Alerts that fire now, by name and what tells them apart. */
const firing = async (): Promise<string[]> =>
  (await platform.prometheus.alerts())
    .filter(({ state }) => state === 'firing')
    .map(({ labels }) => `${labels['alertname']} ${labels['severity']} ${labels['service'] ?? ''}`.trim());

const untilFires = (alert: string): Promise<true> => {
  let last: readonly string[] = [];
  return waitUntil(
    () => `${alert} to fire; there fire ${last.join(', ')}`,
    async () => {
      last = await firing();
      return last.includes(alert) ? true : undefined;
    },
    { timeoutMs: 60_000, everyMs: 500 },
  );
};

/** Each kind of event, answer and failure once, so that whatever can be counted has been. */
async function everythingOnce(): Promise<void> {
  await post(events(100));
  const twice = { event_id: randomUUID(), source: 'twice' };
  await post([{ data: { fails: 'always' } }, { data: { fails: 'for good' } }, twice]);
  await post([twice]);
  await write('posts', [{ value: 'no event' }]);
  await write('dev.pingpong.requested', [
    { value: 'no JSON' },
    { value: '{"transaction-id":"a","payload":{"message":"pong"}}' },
  ]);
  await ask(20);
  const { body } = await platform.services.producer.call('POST', '/events/batch?count=1000');
  expect(body['failed_events']).toBeGreaterThan(0);
  await platform.until('sum(dead_letters_total)', ([value = 0]) => value >= 3);
  await platform.until('sum(consumer_lag)', ([value]) => value === 0);
}

it('gets metrics from every broker, every service and itself', async () => {
  await platform.until('count(up == 1)', ([value]) => value === 7);
});

it('fires nothing but the sign of life while all is well', async () => {
  await untilFires('PlatformWatchdog none');
  await pause(5_000);
  expect(await firing()).toEqual(['PlatformWatchdog none']);
});

it('has as many series after 2,000 more messages', async () => {
  // Node names the handles that are open just now and the kinds of collection that it has made, and tracing its rare
  // troubles when they first happen: a handful of each.
  const changing = 'nodejs_(active|gc)_.*|trace_.*|ALERTS.*';
  const ofServices = `count by (service, __name__) ({service!="", __name__!~"${changing}"})`;
  const seriesOfServices = async (): Promise<Record<string, number>> => {
    // Of each partition, once something of it was consumed.
    await platform.until('count(consumer_lag)', ([value]) => value === 6);
    const counts = await platform.prometheus.query(ofServices);
    return Object.fromEntries(counts.map(({ labels, value }) => [Object.values(labels).sort().join(' '), value]));
  };
  const consumed = 'sum(events_consumed_total)';
  await everythingOnce();
  await pause(3_000);
  const before = await seriesOfServices();
  const consumedBefore = await counted(consumed);
  await Promise.all([post(events(2_000)), ask(500)]);
  await platform.until(consumed, ([value = 0]) => value >= consumedBefore + 2_500, 60_000);
  await pause(2_000);
  expect(await seriesOfServices()).toEqual(before);
  expect(Object.keys(before).length).toBeGreaterThan(100);
  await answers.collect(platform.prometheus);
});

it('sees a killed broker, and its return', async () => {
  const [up, underReplicated] = [expressionOf(brokers.brokersUp), expressionOf(brokers.underReplicated)];
  await platform.until(up, ([value]) => value === 3);
  await platform.until(underReplicated, ([value]) => value === 0);
  await platform.cluster.node(3).kill();
  await platform.until(up, ([value]) => value === 2);
  await platform.until(underReplicated, ([value = 0]) => value > 0);
  const down = await platform.until(expressionOf(platformSignals.targetsDown), (values) => values.includes(1));
  expect(down.find(({ value }) => value === 1)?.labels).toEqual({ job: 'millrace/kafka' });
  await answers.collect(platform.prometheus);
  for (const alert of ['KafkaBrokerAway', 'KafkaUnderReplicated', 'PlatformTargetsDown'])
    await untilFires(`${alert} warning`);
  await platform.cluster.node(3).start();
  await platform.until(up, ([value]) => value === 3);
  await platform.until(underReplicated, ([value]) => value === 0);
});

it('sees a consumer that was stopped fall behind, and catch up', async () => {
  const { consumer } = platform.services;
  const untilWorst = (signal: Signal, holds: (worst: number) => boolean) =>
    platform.until(expressionOf(signal), (_, samples) => {
      const own = samples.filter(({ labels }) => labels['service'] === 'consumer');
      return own.length > 0 && holds(Math.max(...own.map(({ value }) => value)));
    });
  expect((await consumer.call('POST', '/stop')).status).toBe(200);
  await untilWorst(services.paused, (worst) => worst === 1);
  await post(events(200));
  await untilWorst(services.serviceLag, (worst) => worst > 100);
  let first = 0;
  await untilWorst(services.serviceLagSeconds, (worst) => (first = worst) > 0);
  await untilWorst(services.serviceLagSeconds, (worst) => worst > first + 3);
  await untilFires('ServiceLate warning consumer');
  await untilFires('ServicePaused warning consumer');
  expect((await consumer.call('POST', '/start')).status).toBe(200);
  await untilWorst(services.serviceLag, (worst) => worst === 0);
  await untilWorst(services.serviceLagSeconds, (worst) => worst === 0);
});

it('sees what cannot be read end in the dead-letter topic', async () => {
  const total = 'sum(dead_letters_total{reason="undecodable"})';
  const before = await counted(total);
  const poison = Array.from({ length: 150 }, () => ({ key: randomUUID(), value: 'no event' }));
  await write('posts', poison);
  await platform.until(total, ([value]) => value === before + poison.length);
  const [sample] = (
    await platform.until(`${expressionOf(services.deadLetters)} > 0`, (values) => values.length > 0)
  ).filter(({ labels }) => labels['reason'] === 'undecodable');
  expect(sample?.labels).toEqual({ service: 'consumer', reason: 'undecodable' });
  await untilFires('ServiceDeadLetters warning consumer');
  await untilFires('ServiceDeliveryBudgetBurning critical consumer');
});

it('has had an answer to every expression over what is scraped, but those of the table', async () => {
  const known = () => answers.missing.filter(({ signal }) => !(signal in unanswerable));
  // What looks back minute by minute has an answer when a full minute has passed.
  await waitUntil(
    () => `answers to ${JSON.stringify(known())}`,
    async () => {
      await answers.collect(platform.prometheus);
      return known().length === 0 ? true : undefined;
    },
    { timeoutMs: 75_000, everyMs: 2_000 },
  );
  expect([...new Set(answers.missing.map(({ signal }) => signal))].sort()).toEqual(Object.keys(unanswerable).sort());
  const unexplained = [...beyond].filter(([, missing]) => !missing.some((exporter) => exporter in absentExporters));
  expect(unexplained).toEqual([]);
});

it('has every metric of the catalog, with its labels and its type, and no id in any label', async () => {
  const series = await platform.prometheus.series('{job=~".+"}');
  const found = await liveMetrics(platform.prometheus, series);
  expect(found.map(({ name, live }) => ({ name, types: live.types, labels: [...live.labels].sort() }))).toEqual(
    found.map(({ name, catalogued: { type, labels } }) => ({ name, types: [type], labels: [...labels].sort() })),
  );
  const id = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
  expect(series.filter((labels) => Object.values(labels).some((value) => id.test(value)))).toEqual([]);
});

it('sees a service that is gone', async () => {
  platform.services.producer.kill('SIGKILL');
  await untilFires('ServiceDown critical producer');
});
