import type { KafkaEngine, OutgoingRecord } from '../../services/shared/kafka/ports';
import type { EngineFactory } from '../../services/shared/run-service';

/**
 * Takes the place of `services/shared/kafka-engine.ts` when the producer service is bundled for the benchmark: every
 * record is acknowledged at once and goes nowhere. What is left is the same server, routes, validation, encoding,
 * metrics and tracing, and what Kafka adds is the difference.
 */

const nothing = (): never => {
  throw new Error('this engine only takes records; it has none to give');
};

const engine: KafkaEngine = {
  producer() {
    let offset = 0n;
    return {
      send: ({ topic }: OutgoingRecord) => Promise.resolve({ topic, partition: 0, offset: offset++ }),
      load: () => ({ queuedRecords: 0, queuedBytes: 0, inFlight: 0 }),
      close: () => Promise.resolve(),
    };
  },
  consumer: nothing,
  transactional: nothing,
  connectivity: () => ({ connected: true, stop: () => Promise.resolve() }),
  close: () => Promise.resolve(),
};

export const createEngine: EngineFactory = () => engine;
