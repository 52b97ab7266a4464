import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeConfigError } from '../../../../contracts/runtime-config';
import { exitCodeFor } from '../../../../services/shared/config';
import { engineFor } from '../../../../services/shared/kafka-engine';

const quiet = (): void => undefined;
const connection = {
  bootstrapServers: '127.0.0.1:1',
  clientId: 'me',
  security: { protocol: 'PLAINTEXT' },
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
} as const;

test('takes KafkaJS when nothing is said', async () => {
  const engine = engineFor({}, connection);
  expect(engine.constructor.name).toBe('KafkaJsEngine');
  await engine.close(0);
});

test('rejects librdkafka where it is not installed: a setting to correct, which no restart mends', async () => {
  const enginePath = await mkdtemp(join(tmpdir(), 'no-engine-'));
  let error: unknown;
  try {
    engineFor({ engine: 'librdkafka', enginePath }, connection);
  } catch (thrown) {
    error = thrown;
  } finally {
    await rm(enginePath, { recursive: true });
  }
  expect(error).toBeInstanceOf(RuntimeConfigError);
  expect((error as Error).message).toContain(`KAFKA_ENGINE_PATH=${enginePath}: KAFKA_ENGINE_MISSING`);
  expect(exitCodeFor(error)).toBe(78);
});
