import { createKafkaJsEngine } from './kafka/kafkajs';
import type { EngineFactory } from './run-service';

/** The one place that chooses the client library. */
export const createEngine: EngineFactory = ({ instance, kafka }, logger) =>
  createKafkaJsEngine({
    bootstrapServers: kafka.bootstrapServers.join(','),
    clientId: instance,
    security: kafka.security,
    logger,
    ...(kafka.rack === undefined ? {} : { rack: kafka.rack }),
  });
