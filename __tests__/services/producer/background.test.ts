import { producerService } from '../../../services/producer/service';
import { unavailable } from '../support/fake-engine';
import { call } from '../support/call';
import { eventually, start, type Fixture } from '../support/fixtures';
import { containing } from '../support/matchers';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await start('producer', producerService);
});
afterEach(() => fixture.stop());

const post = (url: string, payload?: object) => call(fixture.app, 'POST', url, payload);
const logged = (text: string): number => fixture.lines.filter(({ msg }) => msg === text).length;

const SENT = 'Test message sent successfully to topic posts';

test('starts the test loop, which logs each acknowledged message', async () => {
  const answer = await post('/start-background?interval_ms=10');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ status: 'started', message: containing('10 ms') });
  await eventually(() => logged(SENT) >= 3);
  expect(fixture.producer.sent.length).toBeGreaterThanOrEqual(3);
});

test('starts one loop only, however often it is asked', async () => {
  await post('/start-background', { interval_ms: 3_600_000 });
  const again = await post('/start-background');
  expect(again.body).toEqual({ status: 'started', message: containing('Already running') });
  await eventually(() => logged(SENT) === 1);
  expect(fixture.producer.sent).toHaveLength(1);
});

test('goes over to a new interval, and leaves the old one', async () => {
  await post('/start-background', { interval_ms: 3_600_000 });
  await post('/start-background?interval_ms=10');
  await eventually(() => logged(SENT) > 3);
  await post('/start-background', { interval_ms: 3_600_000 });
  await eventually(() => fixture.producer.queued === 0);
  const sent = fixture.producer.sent.length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  // The new loop's first one may still have been on its way.
  expect(fixture.producer.sent.length).toBeLessThanOrEqual(sent + 1);
});

test('stops, and says whether it was running', async () => {
  await post('/start-background?interval_ms=10');
  await eventually(() => logged(SENT) > 0);
  expect((await post('/stop-background')).body).toEqual({ status: 'stopped', message: 'No more background events' });
  const sent = fixture.producer.sent.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(fixture.producer.sent).toHaveLength(sent);
  expect((await post('/stop-background')).body).toEqual({ status: 'stopped', message: 'It was not running' });
});

test('goes on after a failure', async () => {
  fixture.producer.refuse = (_record, index) => (index < 2 ? unavailable() : undefined);
  await post('/start-background?interval_ms=10');
  await eventually(() => logged(SENT) > 0);
  expect(logged('Test message not sent to topic posts')).toBe(2);
});

test.each(['0', '-5', '9', '3600001', '1e9', 'soon'])('rejects an interval of %s', async (interval) => {
  const answer = await post(`/start-background?interval_ms=${interval}`);
  expect(answer.status).toBe(400);
  expect(answer.body['message']).toContain('from 10 to 3600000');
});

test('rejects unknown fields', async () => {
  expect((await post('/start-background', { interval: 5 })).body['message']).toContain("did you mean 'interval_ms'");
  expect((await post('/stop-background', { now: true })).status).toBe(400);
});

test('ends with the service', async () => {
  await post('/start-background?interval_ms=10');
  await eventually(() => logged(SENT) > 0);
  expect(await fixture.stop()).toBe(true);
  const sent = fixture.producer.sent.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(fixture.producer.sent).toHaveLength(sent);
});
