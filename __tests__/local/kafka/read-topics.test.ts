import type { Admin } from 'kafkajs';
import { readTopics } from '../../../local/kafka';

const partition = { partitionId: 0, leader: 1, replicas: [1], isr: [1] };

/** Brokers of which the first to be asked still names `gone`, which the others have deleted. */
function adminOf(...failures: Error[]): Admin {
  const named = failures.length === 0 ? [['kept']] : [['kept', 'gone'], ['kept']];
  return {
    fetchTopicMetadata: () => {
      const names = (named.length > 1 ? named.shift() : named[0]) ?? [];
      return Promise.resolve({ topics: names.map((name) => ({ name, partitions: [partition] })) });
    },
    describeConfigs: ({ resources }: { resources: readonly { name: string }[] }) => {
      const failure = failures.shift();
      if (failure) return Promise.reject(failure);
      return Promise.resolve({ resources: resources.map(({ name }) => ({ resourceName: name, configEntries: [] })) });
    },
  } as unknown as Admin;
}

describe('readTopics', () => {
  it('asks again when the brokers do not agree yet on which topics there are', async () => {
    const unknown = Object.assign(new Error('This server does not host this topic-partition'), {
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
    expect((await readTopics(adminOf(unknown))).map(({ name }) => name)).toEqual(['kept']);
  });

  it('passes on what is no disagreement', async () => {
    await expect(readTopics(adminOf(new Error('not authorized')))).rejects.toThrow('not authorized');
  });
});
