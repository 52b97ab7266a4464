import type { KafkaLogger } from '../../services/shared/kafka/ports';

const say = (): void => undefined;

/** For clients whose failures whoever asks tells in its own words. */
export const silentLogger: KafkaLogger = { debug: say, info: say, warn: say, error: say };
