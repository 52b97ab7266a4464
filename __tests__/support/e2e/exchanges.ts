/** Test code: what is written to a topic, and what comes back. */
import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { waitUntil } from '../../../local/kafka/wait-until';
import { readTopic } from './test-user';

export interface PingPongReplies {
  /** Ids of a ping, and of a request that is none. */
  readonly ping: string;
  readonly other: string;
  readonly succeeded: readonly unknown[];
  readonly failed: readonly unknown[];
}

/** A ping, a request that is no ping, and what is no request; and the replies to exactly these. */
export async function playPingPong(kafka: Kafka): Promise<PingPongReplies> {
  const [ping, other] = [randomUUID(), randomUUID()];
  const request = (id: string, message: string): string =>
    JSON.stringify({ 'transaction-id': id, payload: { message } });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({
    topic: 'dev.pingpong.requested',
    acks: -1,
    messages: [
      { key: ping, value: request(ping, 'ping') },
      { key: other, value: request(other, 'e2e') },
      { key: 'malformed', value: 'not an event' },
    ],
  });
  await producer.disconnect();
  const mine = ({ value }: { readonly value: string }): boolean =>
    [ping, other, 'Error in the format'].some((part) => value.includes(part));
  const replies = async (topic: string): Promise<unknown[]> =>
    (await readTopic(kafka, topic)).filter(mine).map(({ value }) => JSON.parse(value) as unknown);
  return waitUntil(
    'three replies',
    async () => {
      const succeeded = await replies('dev.pingpong.succeeded');
      const failed = await replies('dev.pingpong.failed');
      return succeeded.length + failed.length >= 3 ? { ping, other, succeeded, failed } : undefined;
    },
    { timeoutMs: 60_000 },
  );
}

const idIn = (text: string): string[] => {
  try {
    return [(JSON.parse(text) as { readonly event_id: string }).event_id];
  } catch {
    return []; // others may have written what is no event
  }
};

/** Ids of all events in `posts`. */
export async function idsInPosts(kafka: Kafka): Promise<Set<string>> {
  return new Set((await readTopic(kafka, 'posts')).flatMap(({ value }) => idIn(value)));
}
