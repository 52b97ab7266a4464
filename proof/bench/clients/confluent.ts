import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ConnectClient } from '../load/client';
import { runLoad } from '../load/run-load';

/** The part of `@confluentinc/kafka-javascript` that is used; it is no dependency, so its types are not there. */
interface Confluent {
  readonly KafkaJS: {
    readonly Kafka: new (config: Readonly<Record<string, unknown>>) => {
      producer(config: Readonly<Record<string, unknown>>): {
        connect(): Promise<void>;
        disconnect(): Promise<void>;
        send(batch: { topic: string; messages: readonly { key: string; value: string }[] }): Promise<unknown>;
      };
    };
    readonly logLevel: { readonly ERROR: number };
  };
}

/** Confluent's client in its KafkaJS form, on librdkafka: its own defaults (linger 5 ms) but for durability. */
const connect: ConnectClient = async ({ bootstrapServers, topic, acks, idempotent, library = '' }) => {
  const load = createRequire(join(library, 'package.json'));
  const name = '@confluentinc/kafka-javascript';
  const { KafkaJS } = load(name) as Confluent;
  const kafka = new KafkaJS.Kafka({ 'bootstrap.servers': bootstrapServers, log_level: 3 });
  const producer = kafka.producer({
    acks: acks === 'all' ? -1 : 1,
    'enable.idempotence': idempotent,
    'allow.auto.create.topics': false,
  });
  await producer.connect();
  return {
    send: (record) => producer.send({ topic, messages: [record] }),
    sendBatch: (messages) => producer.send({ topic, messages }),
    close: () => producer.disconnect(),
  };
};

runLoad(connect);
