import { Kafka, logLevel } from 'kafkajs';
import type { ConnectClient } from '../bench/load/client';
import { runLoad } from '../bench/load/run-load';

/** KafkaJS as it comes: no lanes, its own retries. It loses acknowledged records when a leader dies; here for its speed. */
const connect: ConnectClient = async ({ bootstrapServers, topic, acks, idempotent }) => {
  const kafka = new Kafka({ clientId: 'bench', brokers: bootstrapServers.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer({ idempotent, allowAutoTopicCreation: false });
  await producer.connect();
  const acknowledgement = acks === 'all' ? -1 : 1;
  return {
    send: (record) => producer.send({ topic, acks: acknowledgement, messages: [record] }),
    sendBatch: (records) => producer.send({ topic, acks: acknowledgement, messages: [...records] }),
    close: () => producer.disconnect(),
  };
};

runLoad(connect);
