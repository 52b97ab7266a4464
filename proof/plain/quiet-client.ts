import type { Kafka } from 'kafkajs';
import { createClient } from '../../services/shared/kafka/kafkajs/connection';
import type { AgentKafka } from '../agents/spec';
import { silentLogger } from './silent-logger';

/** For questions while brokers die: it gives up soon, says nothing, and whoever asks asks again. */
export const quietClient = ({ bootstrapServers, security }: AgentKafka, clientId: string): Kafka =>
  createClient(
    { bootstrapServers, security, clientId, logger: silentLogger, connectionTimeoutMs: 2_000, requestTimeoutMs: 3_000 },
    { retries: 0 },
  ).kafka;

/** With the positions that they have committed. A group that is not there is gone already. */
export async function deleteGroups(kafka: Kafka, groups: readonly string[]): Promise<void> {
  const admin = kafka.admin({ retry: { retries: 5, initialRetryTime: 300 } });
  await admin.connect();
  try {
    await admin.deleteGroups([...groups]).catch((error: unknown) => {
      const each = (error as { readonly groups?: readonly { readonly errorCode: number }[] }).groups ?? [];
      if (each.length === 0 || each.some(({ errorCode }) => errorCode !== GROUP_ID_NOT_FOUND)) throw error;
    });
  } finally {
    await admin.disconnect();
  }
}

const GROUP_ID_NOT_FOUND = 69;
