import { readFile } from 'node:fs/promises';
import type { ServiceName } from '../../../contracts/services';
import { runTool, type ToolResult } from '../../../local/kafka';
import type { SecuredPlatform } from './secured-platform';

/*
 * What a user's own client may try on the secured listener. Each resolves when the brokers allowed it.
 */

/** With a transactional id, the record is written in a transaction. */
export async function write(
  platform: SecuredPlatform,
  user: ServiceName,
  topic: string,
  transactionalId?: string,
): Promise<void> {
  const producer = platform.client(user).producer({
    allowAutoTopicCreation: false,
    ...(transactionalId === undefined ? {} : { transactionalId, idempotent: true, maxInFlightRequests: 1 }),
  });
  const record = { topic, messages: [{ value: 'forbidden' }] };
  try {
    await producer.connect();
    if (transactionalId === undefined) await producer.send(record);
    else await (await producer.transaction()).abort();
  } finally {
    await producer.disconnect();
  }
}

export async function createTopic(platform: SecuredPlatform, user: ServiceName, topic: string): Promise<void> {
  const admin = platform.client(user).admin();
  try {
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  } finally {
    await admin.disconnect();
  }
}

/** One record by Kafka's own consumer, which can read without a group; its errors are on stderr only. */
export async function readWithJava(platform: SecuredPlatform, user: ServiceName, topic: string): Promise<ToolResult> {
  const settings = [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${platform.authorityFile}`,
    `sasl.jaas.config=${platform.secret(user, 'sasl.jaas.config')}`,
    'enable.auto.commit=false',
  ];
  const config = await platform.write(`${user}.properties`, settings.join('\n'));
  const options = {
    'bootstrap-server': platform.bootstrapServers.join(','),
    'command-config': config,
    topic,
    partition: '0',
    offset: 'earliest',
    'max-messages': '1',
    'timeout-ms': '20000',
  };
  return runTool(
    await platform.cluster.jars(),
    'org.apache.kafka.tools.consumer.ConsoleConsumer',
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    { env: process.env, heap: '128m' },
  );
}

/**
 * What the brokers' authorizer has refused a principal so far, such as `WRITE Topic:LITERAL:posts`, out of their logs:
 * KafkaJS says of a coordinator that is denied only that there is none.
 */
export async function denials(platform: SecuredPlatform, principal: string): Promise<string[]> {
  const logs = await Promise.all(platform.cluster.nodes.map(({ logFile }) => readFile(logFile, 'utf8')));
  const found = logs.flatMap((log) => [
    ...log.matchAll(/Principal = User:(\S+) is Denied operation = (\w+) .* on resource = (\S+) for /g),
  ]);
  return found.filter(([, user]) => user === principal).map(([, , operation, resource]) => `${operation} ${resource}`);
}
