import type { ConnectionOptions } from '../../../services/shared/kafka/kafkajs';
import type { KafkaEngine, KafkaLogger } from '../../../services/shared/kafka/ports';
import type { BenchClient } from '../load/client';
import type { ClientSpec } from '../load/spec';

const say = (fields: object, message: string): void => {
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
};
const logger: KafkaLogger = { debug: () => undefined, info: () => undefined, warn: say, error: say };

const CLOSE_LIMIT_MS = 5_000;

/** An engine behind the services' ports, as a load sees it. A batch is many sends at once, as in the producer service. */
export function engineClient(
  createEngine: (options: ConnectionOptions) => KafkaEngine,
  { bootstrapServers, topic, acks, idempotent }: ClientSpec,
): Promise<BenchClient> {
  const engine = createEngine({
    bootstrapServers,
    clientId: 'bench',
    security: { protocol: 'PLAINTEXT' },
    logger,
  });
  const producer = engine.producer({ durability: { acks, idempotent } });
  return Promise.resolve({
    send: (record) => producer.send({ topic, ...record }),
    sendBatch: (records) => Promise.all(records.map((record) => producer.send({ topic, ...record }))),
    close: () => engine.close(CLOSE_LIMIT_MS),
  });
}
