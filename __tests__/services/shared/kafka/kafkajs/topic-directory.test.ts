import { TopicDirectory } from '../../../../../services/shared/kafka/kafkajs/topic-directory';

const quiet = (): void => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const answer = 2;

/** Brokers that answer as told, the last answer for ever. */
function directoryOf(...answers: (Error | number)[]): TopicDirectory {
  const partitionsOf = (): Promise<number> => {
    const next = (answers.length > 1 ? answers.shift() : answers[0]) ?? 0;
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  return new TopicDirectory({ partitionsOf }, 60_000, logger);
}

describe('the topic directory', () => {
  it('tells why a topic is not known yet, for as long as that is so', async () => {
    const directory = directoryOf(new Error('wrong password'), answer);
    const found = directory.lookup('t');
    await new Promise(setImmediate);
    expect(directory.failure('t')).toMatchObject({ message: 'wrong password' });
    expect(await found).toBe(2);
    expect(directory.failure('t')).toBeUndefined();
    directory.close();
  });

  it('asks again after a refused user: a password that is changed may be read late', async () => {
    const refused = Object.assign(new Error('SASL authentication failed'), { name: 'KafkaJSSASLAuthenticationError' });
    const directory = directoryOf(refused, refused, answer);
    expect(await directory.lookup('t')).toBe(2);
    directory.close();
  });
});
