import { firstAnswer } from '../../../../../services/shared/kafka/kafkajs/first-answer';

const never = (): Promise<string> => new Promise(() => undefined);
const fail = (name: string) => (): Promise<string> => Promise.reject(new Error(name));
const say = (name: string) => (): Promise<string> => Promise.resolve(name);

async function first(...candidates: readonly (() => Promise<string>)[]): Promise<{ answer: string; asked: number }> {
  let asked = 0;
  const answer = await firstAnswer(candidates, (ask) => ((asked += 1), ask()), 20);
  return { answer, asked };
}

describe('the first answer', () => {
  it('comes from the first who is asked, and nobody else is', async () => {
    expect(await first(say('a'), say('b'))).toEqual({ answer: 'a', asked: 1 });
  });

  it('comes from the next at once when one fails, and soon when one hangs', async () => {
    expect(await first(fail('a'), say('b'), say('c'))).toEqual({ answer: 'b', asked: 2 });
    expect(await first(never, never, say('c'))).toEqual({ answer: 'c', asked: 3 });
  });

  it('is the last error when all fail', async () => {
    await expect(first(fail('a'), fail('b'))).rejects.toThrow('b');
    await expect(first()).rejects.toThrow('nobody');
  });
});
