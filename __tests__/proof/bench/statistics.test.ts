import type { CaseResult } from '../../../proof/bench/result';
import { medianOf, ratioOf } from '../../../proof/bench/statistics';

const rounds = (...values: number[]) => values.map((recordsPerSecond) => ({ recordsPerSecond }));
const result: CaseResult = {
  title: 'a case',
  contenders: [
    { name: 'ours', rounds: rounds(100, 30, 90) },
    { name: 'theirs', rounds: rounds(50, 20, 100) },
  ],
  pairs: [{ ours: 'ours', theirs: 'theirs' }],
  leftOut: [],
};

describe('medianOf', () => {
  it('takes the middle of the rounds that have the figure', () => {
    expect(medianOf(rounds(5, 1, 9), 'recordsPerSecond')).toBe(5);
    expect(medianOf([...rounds(4, 2), { p99Ms: 3 }], 'recordsPerSecond')).toBe(3);
    expect(medianOf(rounds(1), 'p99Ms')).toBeUndefined();
  });
});

describe('ratioOf', () => {
  const pair = { ours: 'ours', theirs: 'theirs' };

  it('is the median of the ratios within rounds, not the ratio of the medians', () => {
    expect(ratioOf(result, pair, 'recordsPerSecond')).toEqual({ median: 1.5, least: 0.9, most: 2 });
  });

  it('leaves out rounds that one of them lacks, and divides by no zero', () => {
    const [ours] = result.contenders;
    const short = { ...result, contenders: [ours!, { name: 'theirs', rounds: rounds(50, 0) }] };
    expect(ratioOf(short, pair, 'recordsPerSecond')).toEqual({ median: 2, least: 2, most: 2 });
  });

  it('is none when nothing was measured', () => {
    expect(ratioOf(result, pair, 'p99Ms')).toBeUndefined();
    expect(ratioOf(result, { ours: 'ours', theirs: 'nobody' }, 'recordsPerSecond')).toBeUndefined();
  });
});
