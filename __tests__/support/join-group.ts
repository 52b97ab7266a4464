import type { Kafka } from 'kafkajs';

/** Resolves when the user is a member of the group. */
export async function joinGroup(kafka: Kafka, groupId: string): Promise<void> {
  const retry = { retries: 0, restartOnFailure: () => Promise.resolve(false) };
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, retry });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: ['posts'], fromBeginning: true });
    await new Promise<void>((settle, fail) => {
      consumer.on(consumer.events.GROUP_JOIN, () => settle());
      consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));
      consumer.run({ eachMessage: () => Promise.resolve() }).catch(fail);
    });
  } finally {
    await consumer.disconnect();
  }
}
