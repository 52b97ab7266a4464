import { Partitioners, type Producer, type RecordMetadata } from 'kafkajs';
import type { KafkaLogger } from '../../services/shared/kafka/ports';
import type { Outgoing, Sender, SendOutcome } from '../agents/sender';
import type { WriterSpec } from '../agents/spec';
import { directValue } from '../ledger/message';
import { plainClient } from './plain-client';

const acksOf = { all: -1, leader: 1, none: 0 } as const;

/** KafkaJS names a place for each partition of a send, and not which message went where: certain only for one alone. */
function placeOf(metadata: readonly RecordMetadata[], messages: number): SendOutcome {
  const [only, ...others] = metadata;
  if (messages > 1 || only === undefined || others.length > 0)
    return { kind: 'acknowledged', partition: -1, offset: -1 };
  return { kind: 'acknowledged', partition: only.partition, offset: Number(only.baseOffset ?? -1) };
}

/** Whatever it was: a send that failed after retries may have been stored by the first of them. */
function failureOf(error: unknown): SendOutcome {
  const { type, name } = error as { type?: unknown; name?: unknown };
  const code = [type, name].find((each) => typeof each === 'string' && /^\w+$/.test(each));
  return { kind: 'unknown', code: typeof code === 'string' ? code : 'KAFKAJS_ERROR' };
}

/** KafkaJS's producer as most use it: what is due is sent together, to whatever partitions, and sends overlap. */
export async function plainSender(
  { kafka, topic, name, valueBytes, client }: WriterSpec & { readonly client: { readonly kind: 'plain-kafkajs' } },
  logger: KafkaLogger,
): Promise<Sender> {
  const producer = plainClient(kafka, name, logger).producer({
    idempotent: client.idempotent,
    allowAutoTopicCreation: false,
    // Its default; named, it does not warn of it.
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 30, maxRetryTime: 500 },
  });
  await producer.connect();
  const sendAll = (messages: readonly Outgoing[]): ReturnType<Producer['send']> =>
    producer.send({
      topic,
      acks: acksOf[client.acks],
      messages: messages.map(({ key, id }) => ({ key, value: directValue(id, valueBytes) })),
    });
  return {
    oneOfEachKey: false,
    send: (messages, answered) =>
      void sendAll(messages).then(
        (metadata) => {
          const outcome = placeOf(metadata ?? [], messages.length);
          for (const message of messages) answered(message, outcome);
        },
        (error: unknown) => {
          for (const message of messages) answered(message, failureOf(error));
        },
      ),
    close: () => producer.disconnect(),
  };
}
