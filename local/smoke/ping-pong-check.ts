import { randomUUID } from 'node:crypto';
import { Partitioners, type Admin, type Consumer } from 'kafkajs';
import { pingPongMessageCodec, pingPongTexts, type PingPongMessage } from '../../contracts/events/ping-pong';
import { quietKafka } from '../kafka/cluster-probe';
import { waitUntil } from '../kafka/wait-until';
import type { Addresses } from '../platform/addresses';
import type { Check } from './check';

const REPLY_LIMIT_MS = 20_000;

export function pingPongChecks({ bootstrapServers }: Addresses): Check[] {
  return [
    {
      part: 'ping-pong',
      question: 'answers ping with pong',
      run: () => exchange(bootstrapServers, pingPongTexts.ping, 'dev.pingpong.succeeded', pingPongTexts.pong),
    },
    {
      part: 'ping-pong',
      question: 'refuses what is no ping',
      run: () => exchange(bootstrapServers, 'smoke', 'dev.pingpong.failed', pingPongTexts.notPing),
    },
  ];
}

/** Sends a request, and reads the reply topic from its end until the reply with the request's id is there. */
async function exchange(
  servers: readonly string[],
  message: string,
  replyTopic: string,
  expected: string,
): Promise<string> {
  const kafka = quietKafka(servers);
  const id = randomUUID();
  const groupId = `millrace-smoke-${id}`;
  const admin = kafka.admin();
  const consumer = kafka.consumer({
    groupId,
    readUncommitted: false,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 200,
  });
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  try {
    await Promise.all([admin.connect(), consumer.connect(), producer.connect()]);
    const replies = await readFromEnd(admin, consumer, replyTopic);
    const begun = Date.now();
    const value = pingPongMessageCodec.encode({ 'transaction-id': id, payload: { message } });
    await producer.send({ topic: 'dev.pingpong.requested', acks: -1, messages: [{ key: id, value }] });
    const mine = (): PingPongMessage | undefined => replies.find((reply) => reply['transaction-id'] === id);
    const reply = await waitUntil(`the reply to ${id} in ${replyTopic}`, mine, {
      timeoutMs: REPLY_LIMIT_MS,
      everyMs: 20,
    });
    if (reply.payload.message !== expected)
      throw new Error(`the reply is '${reply.payload.message}', not '${expected}'`);
    return `'${expected}' after ${Date.now() - begun} ms`;
  } finally {
    await Promise.allSettled([consumer.disconnect(), producer.disconnect()]);
    await admin.deleteGroups([groupId]).catch(() => undefined); // leaves nothing behind, or says nothing
    await admin.disconnect();
  }
}

/** The replies that arrive from now on; the ends are asked for first, so that none can slip by. */
async function readFromEnd(admin: Admin, consumer: Consumer, topic: string): Promise<readonly PingPongMessage[]> {
  const replies: PingPongMessage[] = [];
  const ends = await admin.fetchTopicOffsets(topic);
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message: { value } }) => {
      const reply = pingPongMessageCodec.decode(value);
      if (reply.ok) replies.push(reply.value);
      return Promise.resolve();
    },
  });
  for (const { partition, high } of ends) consumer.seek({ topic, partition, offset: high });
  return replies;
}
