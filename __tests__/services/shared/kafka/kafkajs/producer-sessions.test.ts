import { monotonicMs } from '../../../../../services/shared/kafka/monotonic';
import type { ConnectionOptions } from '../../../../../services/shared/kafka/kafkajs/connection';
import { ProducerSessions } from '../../../../../services/shared/kafka/kafkajs/producer-sessions';

const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const connection: ConnectionOptions = {
  bootstrapServers: 'nowhere:9092',
  clientId: 'test',
  security: { protocol: 'PLAINTEXT' },
  logger,
};

it('rejects with why no producer could connect, when the time for it is over', async () => {
  const refuse = (): Promise<never> => Promise.reject(new Error('wrong password'));
  const sessions = new ProducerSessions(connection, { acks: 'all', idempotent: true }, logger, refuse);
  await expect(sessions.current(monotonicMs() + 20)).rejects.toMatchObject({
    code: 'KAFKA_UNAVAILABLE',
    canRetry: true,
    message: expect.stringContaining('(wrong password)') as string,
  });
  sessions.cut();
});
