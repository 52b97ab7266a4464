import type { Kafka, RetryOptions } from 'kafkajs';
import { createClient, type ConnectionOptions } from '../../services/shared/kafka/kafkajs/connection';
import type { KafkaLogger } from '../../services/shared/kafka/ports';
import type { AgentKafka } from '../agents/spec';

/** KafkaJS's own defaults, which `createClient` does not take. */
const KAFKAJS_DEFAULTS = { connectionTimeoutMs: 1_000, requestTimeoutMs: 30_000 };

/** As KafkaJS's default, with more of them: the default ends after 5, about 9 s, within a failover. */
const FAILOVER_RETRY: RetryOptions = { retries: 30, maxRetryTime: 500 };

/**
 * KafkaJS as it comes, with credentials as the services' own client reads them. That its readers hide the records of
 * aborted transactions is the one correction (`read-committed.ts`).
 */
export function plainClient(
  { bootstrapServers, security }: AgentKafka,
  clientId: string,
  logger: KafkaLogger,
  limits: Pick<ConnectionOptions, 'connectionTimeoutMs' | 'requestTimeoutMs'> = KAFKAJS_DEFAULTS,
): Kafka {
  return createClient({ bootstrapServers, security, clientId, logger, ...limits }, FAILOVER_RETRY).kafka;
}
