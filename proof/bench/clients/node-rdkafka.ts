import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BenchRecord, ConnectClient } from '../load/client';
import { runLoad } from '../load/run-load';

type Callback = (error: Error | null, value?: unknown) => void;

/** The part of `node-rdkafka` that is used; Confluent's package, which began as a copy of it, exports the same. */
interface HighLevelProducer {
  connect(metadata: object, done: Callback): void;
  disconnect(done: Callback): void;
  setPollInterval(ms: number): void;
  on(event: 'event.error', listener: (error: unknown) => void): void;
  produce(
    topic: string,
    partition: null,
    value: Buffer,
    key: string,
    timestamp: null,
    done: (error: Error | null, offset: number) => void,
  ): void;
}
interface RdKafka {
  readonly HighLevelProducer: new (config: object, topicConfig: object) => HighLevelProducer;
}

/** Delivery reports wait for the next poll: short, so that it is not our poll that is measured. */
const POLL_MS = 2;

function libraryIn(folder: string): RdKafka {
  const load = createRequire(join(folder, 'package.json'));
  try {
    return load('node-rdkafka') as RdKafka;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return load('@confluentinc/kafka-javascript') as RdKafka;
  }
}

const promised = (act: (done: Callback) => void): Promise<void> =>
  new Promise((settle, fail) => act((error) => (error ? fail(error) : settle())));

/** The high-level producer on librdkafka, a callback for each record: what its users write. */
const connect: ConnectClient = async ({ bootstrapServers, topic, acks, idempotent, library = '' }) => {
  const rdkafka = libraryIn(library);
  const producer = new rdkafka.HighLevelProducer(
    {
      'bootstrap.servers': bootstrapServers,
      acks: acks === 'all' ? -1 : 1,
      'enable.idempotence': idempotent,
      'allow.auto.create.topics': false,
      partitioner: 'murmur2_random',
    },
    {},
  );
  producer.on('event.error', (error) => process.stderr.write(`${JSON.stringify(error)}\n`));
  await promised((done) => producer.connect({}, done));
  producer.setPollInterval(POLL_MS);
  const send = ({ key, value }: BenchRecord): Promise<void> =>
    new Promise((settle, fail) =>
      producer.produce(topic, null, Buffer.from(value), key, null, (error) => (error ? fail(error) : settle())),
    );
  return {
    send,
    sendBatch: (records) => Promise.all(records.map(send)),
    close: () => promised((done) => producer.disconnect(done)),
  };
};

runLoad(connect);
