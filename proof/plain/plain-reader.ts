import type { EachMessagePayload } from 'kafkajs';
import type { Agent, AgentParts } from '../agents/agent';
import { Processing } from '../agents/processing';
import type { ReaderSpec } from '../agents/spec';
import { stampNow } from '../ledger/entries';
import { plainClient } from './plain-client';

const AUTO_COMMIT_MS = 500;

/**
 * KafkaJS's consumer as most examples have it. Before processing: the handler hands the record on and returns, and offsets
 * are committed on a timer while the processing goes on behind; what was handed on dies with the process.
 */
export async function startPlainReader(spec: ReaderSpec, parts: AgentParts): Promise<Agent> {
  const { kafka, name, group, topics, isolation, commit, processingMs } = spec;
  const consumer = plainClient(kafka, name, parts.logger).consumer({
    groupId: group,
    readUncommitted: isolation === 'read_uncommitted',
    sessionTimeout: 10_000,
    allowAutoTopicCreation: false,
  });
  const processing = new Processing(processingMs, parts);
  // One after the other, as they came.
  let behind: Promise<void> = Promise.resolve();
  const eachMessage = ({ topic, partition, message }: EachMessagePayload): Promise<void> => {
    const work = (): Promise<void> =>
      processing.process({ topic, partition, offset: message.offset, value: message.value });
    if (commit === 'after-processing') return work();
    behind = behind.then(work);
    behind.catch((error: unknown) => parts.fail(error as Error));
    return Promise.resolve();
  };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    const partitions = Object.values(memberAssignment).reduce((sum, ofTopic) => sum + ofTopic.length, 0);
    parts.journal.note({ kind: 'assigned', at: stampNow(), partitions });
    parts.ready();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) parts.fail(payload.error);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await consumer.run({ autoCommitInterval: AUTO_COMMIT_MS, eachMessage });
  return {
    stop: async () => {
      await consumer.disconnect();
      await behind;
    },
  };
}
