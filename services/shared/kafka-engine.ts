import { RuntimeConfigError, type KafkaEngineName, type RuntimeConfig } from '../../contracts/runtime-config';
import { createKafkaJsEngine } from './kafka/kafkajs';
import { createRdkafkaEngine, EngineLibraryError } from './kafka/rdkafka';
import type { KafkaEngine } from './kafka/ports';
import type { ConnectionOptions } from './kafka/rdkafka';
import type { EngineFactory } from './run-service';

const DEFAULT_ENGINE: KafkaEngineName = 'kafkajs';

type EngineConfig = Pick<RuntimeConfig['kafka'], 'engine' | 'enginePath'>;

/**
 * The one place that chooses the client library.
 * @throws RuntimeConfigError when the library is not installed, so that a service does not begin to start
 */
export const createEngine: EngineFactory = ({ instance, kafka }, logger) =>
  engineFor(kafka, {
    bootstrapServers: kafka.bootstrapServers.join(','),
    clientId: instance,
    security: kafka.security,
    logger,
    ...(kafka.rack === undefined ? {} : { rack: kafka.rack }),
  });

/** For whoever has a connection and no service's configuration. @throws RuntimeConfigError as `createEngine` */
export function engineFor(
  { engine = DEFAULT_ENGINE, enginePath }: EngineConfig,
  connection: ConnectionOptions,
): KafkaEngine {
  if (engine === 'kafkajs') return createKafkaJsEngine(connection);
  try {
    return createRdkafkaEngine(connection, enginePath);
  } catch (error) {
    if (!(error instanceof EngineLibraryError)) throw error;
    const rule = `${error.code}: ${error.message}; or leave KAFKA_ENGINE out: ${DEFAULT_ENGINE} needs nothing`;
    throw new RuntimeConfigError([{ variable: 'KAFKA_ENGINE_PATH', got: enginePath, rule }]);
  }
}
