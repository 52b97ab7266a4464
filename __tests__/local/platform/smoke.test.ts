import { runChecks } from '../../../local/smoke/check';

describe('smoke checks', () => {
  it('asks the next part when one is broken, and says what is wrong with it', async () => {
    const seen: string[] = [];
    const results = await runChecks(
      [
        { part: 'a', question: 'works', run: () => Promise.reject(new Error('it is\n  away')) },
        { part: 'b', question: 'works', run: () => Promise.resolve('fine') },
      ],
      ({ part }) => seen.push(part),
    );
    expect(seen).toEqual(['a', 'b']);
    expect(results.map(({ ok, seen: what }) => [ok, what])).toEqual([
      [false, 'it is away'],
      [true, 'fine'],
    ]);
  });
});
