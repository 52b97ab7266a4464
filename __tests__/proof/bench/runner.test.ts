import { Writable } from 'node:stream';
import { Steps } from '../../../local/platform/steps';
import { headline, orderOf, runCase } from '../../../proof/bench/runner';
import type { BenchCase, Contender } from '../../../proof/bench/suite';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() }) as unknown as NodeJS.WriteStream;
const steps = new Steps(nowhere);
const { signal } = new AbortController();

const recording = (order: string[], name: string, more: Partial<Contender> = {}): Contender => ({
  name,
  run: () => {
    order.push(name);
    return Promise.resolve({ recordsPerSecond: order.length });
  },
  ...more,
});

const caseOf = (contenders: readonly Contender[], pairs: BenchCase['pairs'] = []): BenchCase => ({
  title: 'a case',
  contenders,
  pairs,
});

describe('runCase', () => {
  it('runs every contender once in each round, each round beginning with another', async () => {
    const order: string[] = [];
    const all = ['a', 'b', 'c'].map((name) => recording(order, name));
    const { contenders } = await runCase(caseOf(all), 3, { steps, signal });
    expect(order).toEqual(['a', 'b', 'c', 'b', 'c', 'a', 'c', 'a', 'b']);
    expect(contenders.map(({ name, rounds }) => [name, rounds.length])).toEqual([
      ['a', 3],
      ['b', 3],
      ['c', 3],
    ]);
    expect(contenders[1]?.rounds.map(({ recordsPerSecond }) => recordsPerSecond)).toEqual([2, 4, 9]);
  });

  it('leaves out a foreign contender that fails, with the reason and without its pairs', async () => {
    const order: string[] = [];
    const broken = recording(order, 'theirs', { foreign: true, run: () => Promise.reject(new Error('no\nstack')) });
    const pairs = [{ ours: 'ours', theirs: 'theirs' }];
    const result = await runCase(caseOf([recording(order, 'ours'), broken], pairs), 2, { steps, signal });
    expect(result.contenders.map(({ name }) => name)).toEqual(['ours']);
    expect(result.leftOut).toEqual([{ name: 'theirs', reason: 'failed: no' }]);
    expect(result.pairs).toEqual([]);
  });

  it('ends when the one that is judged fails', async () => {
    const broken = recording([], 'ours', { run: () => Promise.reject(new Error('ours is broken')) });
    await expect(runCase(caseOf([broken]), 1, { steps, signal })).rejects.toThrow('ours is broken');
  });

  it('begins nothing more after an interruption', async () => {
    const [order, controller] = [[] as string[], new AbortController()];
    const stopping = recording(order, 'a', {
      run: () => {
        controller.abort(new Error('interrupted'));
        return Promise.resolve({});
      },
    });
    const running = runCase(caseOf([stopping, recording(order, 'b')]), 2, { steps, signal: controller.signal });
    await expect(running).rejects.toThrow('interrupted');
    expect(order).toEqual([]);
  });
});

describe('runCase, with contenders that take turns', () => {
  it('runs them together, once in each round', async () => {
    let rounds = 0;
    const run = () => Promise.resolve({ a: { recordsPerSecond: (rounds += 1) }, b: { recordsPerSecond: 2 * rounds } });
    const pairs = [{ ours: 'a', theirs: 'b' }];
    const result = await runCase({ ...caseOf([], pairs), contenders: { names: ['a', 'b'], run } }, 2, {
      steps,
      signal,
    });
    expect(result.contenders).toEqual([
      { name: 'a', rounds: [{ recordsPerSecond: 1 }, { recordsPerSecond: 2 }] },
      { name: 'b', rounds: [{ recordsPerSecond: 2 }, { recordsPerSecond: 4 }] },
    ]);
    expect(result.pairs).toEqual(pairs);
  });
});

describe('orderOf', () => {
  it('turns, and takes an empty list', () => {
    expect(orderOf([1, 2, 3], 4)).toEqual([2, 3, 1]);
    expect(orderOf([], 4)).toEqual([]);
  });
});

describe('headline', () => {
  it('says what matters, and of failures only that there were some', () => {
    expect(headline({ recordsPerSecond: 1234.4, p99Ms: 1.25, failed: 0 })).toBe('1,234 records/s, 1.3 p99 ms');
    expect(headline({ failed: 3 })).toBe('3 failed');
  });
});
