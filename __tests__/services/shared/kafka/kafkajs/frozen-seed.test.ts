import { createKafkaJsEngine } from '../../../../../services/shared/kafka/kafkajs';
import { createClient, type ConnectionOptions } from '../../../../../services/shared/kafka/kafkajs/connection';
import { FakeBrokerServer, type Leadership } from './fake-broker-server';

const quiet = (): void => undefined;
/** Well below the ten seconds that a request to a broker may take, and above the second that one is waited for. */
const SOON_MS = 4_000;
const ASKED_OFTEN = 5;

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + SOON_MS;
  while (!condition() && performance.now() < deadline) await new Promise(setImmediate);
  expect(condition()).toBe(true);
}

/** Two brokers, of which the first takes connections and answers nothing. */
async function withFrozenFirst(
  work: (connection: ConnectionOptions, brokers: readonly FakeBrokerServer[]) => Promise<void>,
): Promise<void> {
  const brokers: FakeBrokerServer[] = [];
  const cluster: Leadership = { leader: 2, brokers };
  for (const id of [1, 2]) brokers.push(await FakeBrokerServer.start(id, cluster));
  const [first] = brokers;
  if (first) first.frozen = true;
  try {
    const connection: ConnectionOptions = {
      bootstrapServers: brokers.map(({ port }) => `127.0.0.1:${port}`).join(','),
      clientId: 'test',
      security: { protocol: 'PLAINTEXT' },
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    };
    await work(connection, brokers);
  } finally {
    for (const broker of brokers) await broker.stop();
  }
}

describe('while the first of the bootstrap servers is frozen', () => {
  it('a producer that starts anew learns of its topic and writes', async () => {
    await withFrozenFirst(async (connection) => {
      const engine = createKafkaJsEngine(connection);
      const began = performance.now();
      await expect(engine.producer().send({ topic: 't', key: 'k', value: 'v' })).resolves.toMatchObject({
        partition: 0,
      });
      expect(performance.now() - began).toBeLessThan(SOON_MS);
      await engine.close(1_000);
    });
  });

  it('the brokers count as reachable, without a moment of doubt', async () => {
    await withFrozenFirst(async (connection, brokers) => {
      const engine = createKafkaJsEngine(connection);
      const changes: boolean[] = [];
      const onChange = (connected: boolean): void => void changes.push(connected);
      engine.connectivity({ intervalWhenUpMs: 5, intervalWhenDownMs: 5, onChange });
      await until(() => (brokers[1]?.questions ?? 0) >= ASKED_OFTEN);
      expect(changes).toEqual([true]);
      await engine.close(1_000);
    });
  });

  it('what KafkaJS does itself begins at a broker that answers', async () => {
    await withFrozenFirst(async (connection) => {
      const client = createClient(connection);
      const admin = client.kafka.admin();
      const began = performance.now();
      await admin.connect();
      expect(performance.now() - began).toBeLessThan(SOON_MS);
      client.gate.cut();
    });
  });
});
