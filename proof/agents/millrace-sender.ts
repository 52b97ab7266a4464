import { createKafkaJsEngine } from '../../services/shared/kafka/kafkajs';
import { KafkaError, type KafkaEngine, type KafkaLogger } from '../../services/shared/kafka/ports';
import { directValue } from '../ledger/message';
import type { Outgoing, Sender, SendOutcome } from './sender';
import type { AgentKafka, WriterSpec } from './spec';

const CLOSE_LIMIT_MS = 5_000;

/** The services' own engine, as they get it. */
export function millraceEngine(
  { bootstrapServers, security }: AgentKafka,
  name: string,
  logger: KafkaLogger,
): KafkaEngine {
  return createKafkaJsEngine({ bootstrapServers, security, clientId: name, logger });
}

function failureOf(error: unknown): SendOutcome {
  // Anything but the port's own error is a defect there, and says nothing of what was stored.
  if (!(error instanceof KafkaError)) return { kind: 'unknown', code: 'NOT_A_KAFKA_ERROR' };
  return { kind: error.outcome === 'not-written' ? 'refused' : 'unknown', code: error.code };
}

/** The services' own producer, behind its port. */
export function millraceSender(
  { kafka, topic, name, valueBytes, client }: WriterSpec & { readonly client: { readonly kind: 'millrace' } },
  logger: KafkaLogger,
): Sender {
  const engine = millraceEngine(kafka, name, logger);
  const producer = engine.producer({ durability: { acks: client.acks, idempotent: client.idempotent } });
  const sendOne = async ({ key, id }: Outgoing): Promise<SendOutcome> => {
    try {
      const { partition, offset } = await producer.send({ topic, key, value: directValue(id, valueBytes) });
      return { kind: 'acknowledged', partition, offset: Number(offset) };
    } catch (error) {
      return failureOf(error);
    }
  };
  return {
    oneOfEachKey: false,
    send: (messages, answered) => {
      for (const message of messages) void sendOne(message).then((outcome) => answered(message, outcome));
    },
    close: () => engine.close(CLOSE_LIMIT_MS),
  };
}
