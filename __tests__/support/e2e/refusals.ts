/** Test code: what a user's own client may try. Each resolves when the brokers allowed it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import { runTool, type ToolResult } from '../../../local/kafka';
import { clusterCaSecret } from '../../../model/cluster-names';
import type { BrokerMachines } from './broker-machines';
import type { KafkaClients } from './kafka-clients';

export async function write(kafka: Kafka, topic: string): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  try {
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ value: 'forbidden' }] });
  } finally {
    await producer.disconnect();
  }
}

export async function metadata(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.fetchTopicMetadata();
  } finally {
    await admin.disconnect();
  }
}

/**
 * One record by Kafka's own consumer, which needs no group to read, with the secret's own `sasl.jaas.config`. Who is refused
 * gets none, and a reason on stderr. A file of hosts tells Java where the brokers' names lead.
 */
export async function readWithJava(
  { kafka }: BrokerMachines,
  clients: KafkaClients,
  user: string,
  topic: string,
  dir: string,
): Promise<ToolResult> {
  const ca = join(dir, 'cluster-ca.crt');
  const hosts = join(dir, 'hosts');
  const config = join(dir, `${user}.properties`);
  await writeFile(ca, await clients.secret(clusterCaSecret, 'ca.crt'));
  await writeFile(hosts, [...clients.routes].map(([name, { host }]) => `${host} ${name}`).join('\n'));
  const settings = [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${ca}`,
    `sasl.jaas.config=${await clients.secret(user, 'sasl.jaas.config')}`,
    'enable.auto.commit=false',
  ];
  await writeFile(config, settings.join('\n'), { mode: 0o600 });
  const options = ['--bootstrap-server', clients.brokers.join(','), '--command-config', config, '--topic', topic];
  const place = ['--partition', '0', '--offset', 'earliest', '--max-messages', '1', '--timeout-ms', '20000'];
  return runTool(await kafka.jars(), 'org.apache.kafka.tools.consumer.ConsoleConsumer', [...options, ...place], {
    env: process.env,
    heap: '128m',
    jvmOptions: [`-Djdk.net.hosts.file=${hosts}`, '-XX:TieredStopAtLevel=1'],
  });
}

/** What the brokers' authorizer has refused a principal so far, such as `WRITE Topic:LITERAL:posts`, out of their logs. */
export async function denials({ kafka }: BrokerMachines, principal: string): Promise<string[]> {
  const logs = await Promise.all(kafka.nodes.map(({ logFile }) => readFile(logFile, 'utf8')));
  return logs
    .flatMap((log) => [
      ...log.matchAll(/Principal = User:(\S+) is Denied operation = (\w+) .* on resource = (\S+) for /g),
    ])
    .filter(([, user]) => user === principal)
    .map(([, , operation, resource]) => `${operation} ${resource}`);
}
