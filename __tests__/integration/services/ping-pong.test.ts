import { committedSum, readAll, readWithJava, withAdmin, withProducer } from './topic-reader';
import { TestPlatform } from './test-platform';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => platform?.stop());
afterEach(() => platform.stopServices());

interface Message {
  readonly key?: string | null;
  readonly value: string | null;
}

const ask = (messages: readonly Message[]): Promise<unknown> =>
  withProducer(platform.cluster, (kafka) =>
    kafka.send({
      topic: 'dev.pingpong.requested',
      messages: messages.map(({ key = null, value }) => ({ key, value })),
    }),
  );
const ping = (id: string): string => JSON.stringify({ 'transaction-id': id, payload: { message: 'ping' } });
const replies = async (): Promise<number> =>
  (await readAll(platform.cluster, 'dev.pingpong.succeeded')).length +
  (await readAll(platform.cluster, 'dev.pingpong.failed')).length;

it('gives exactly the replies that were promised', async () => {
  const service = await (await platform.service('ping-pong')).ready();
  await ask([
    { value: ping('a') },
    { key: 'requester', value: ping('b') },
    { value: JSON.stringify({ 'transaction-id': 'c', payload: { message: 'pong' } }) },
    { key: 'requester', value: 'no JSON' },
    { value: JSON.stringify({ payload: { message: 'ping' } }) },
  ]);
  await service.until('to have answered', async () => (await replies()) === 5);
  const [succeeded, failed] = [
    await readAll(platform.cluster, 'dev.pingpong.succeeded'),
    await readAll(platform.cluster, 'dev.pingpong.failed'),
  ];
  const seen = (records: typeof succeeded) => records.map(({ key, value }) => `${key} ${value}`).sort();
  expect(seen(succeeded)).toEqual([
    'a {"transaction-id":"a","payload":{"message":"pong"}}',
    'requester {"transaction-id":"b","payload":{"message":"pong"}}',
  ]);
  expect(seen(failed)).toEqual([
    `c {"transaction-id":"c","payload":{"message":"Error the message doesn't contain 'ping'"}}`,
    'null {"message":"Error in the format of the Kafka event"}',
    'requester {"message":"Error in the format of the Kafka event"}',
  ]);
});

const idsIn = (values: readonly (string | null)[], prefix: string): string[] =>
  values
    .map((value) => (JSON.parse(value ?? '{}') as Record<string, string>)['transaction-id'] ?? '')
    .filter((id) => id.startsWith(prefix));

/** Whether the group has committed a position behind every request. */
async function allCommitted(): Promise<boolean> {
  const { cluster } = platform;
  const ends = await withAdmin(cluster, (admin) => admin.fetchTopicOffsets('dev.pingpong.requested'));
  const total = ends.reduce((sum, { high }) => sum + Number(high), 0);
  return (await committedSum(cluster, 'ping-pong', 'dev.pingpong.requested')) === total;
}

it('answers each request exactly once across a crash between reply and commit', async () => {
  const ids = Array.from({ length: 3_000 }, (_, index) => `crash-${index}`);
  const crashing = await platform.service('ping-pong', {}, await platform.bundle('crashing-ping-pong.ts'));
  await ask(ids.map((id) => ({ value: ping(id) })));
  expect(await crashing.ended).toMatchObject({ signal: 'SIGKILL' });
  const successor = await platform.service('ping-pong');
  await successor.until('to have answered the rest', allCommitted, 90_000);
  const committed = await readWithJava(platform.cluster, 'dev.pingpong.succeeded', 'read_committed');
  expect(idsIn(committed, 'crash-').sort()).toEqual([...ids].sort());
  // KafkaJS, left to itself, hands out some records of the aborted transactions here.
  const ours = await readAll(platform.cluster, 'dev.pingpong.succeeded');
  expect(
    idsIn(
      ours.flatMap(({ value }) => value ?? []),
      'crash-',
    ).sort(),
  ).toEqual([...ids].sort());
  // The crash was where it had to be: replies that were written and never committed.
  const written = await readWithJava(platform.cluster, 'dev.pingpong.succeeded', 'read_uncommitted');
  expect(idsIn(written, 'crash-').length).toBeGreaterThan(ids.length);
});

it('drains on SIGTERM: what is committed was answered once, and nothing else', async () => {
  const first = await (await platform.service('ping-pong')).ready();
  const ids = Array.from({ length: 2_000 }, (_, index) => `drain-${index}`);
  await ask(ids.map((id) => ({ value: ping(id) })));
  expect(await first.stop()).toMatchObject({ code: 0, stderr: '' });
  const second = await platform.service('ping-pong');
  await second.until('to have answered the rest', allCommitted, 60_000);
  const committed = await readWithJava(platform.cluster, 'dev.pingpong.succeeded', 'read_committed');
  expect(idsIn(committed, 'drain-').sort()).toEqual([...ids].sort());
});
