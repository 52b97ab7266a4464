import { EndHistory } from '../../../../services/shared/kafka/end-history';

const SECOND = 1_000;

describe('the history of a partition’s end', () => {
  it('says nothing is behind before anything was seen, and at the end', () => {
    const history = new EndHistory();
    expect(history.ageOf(5n, 10 * SECOND)).toBe(0);
    history.saw(5n, 0);
    expect(history.ageOf(5n, 10 * SECOND)).toBe(0);
  });

  it('places a position between two samples by its share of the records', () => {
    const history = new EndHistory();
    history.saw(100n, 0);
    history.saw(200n, 10 * SECOND);
    expect(history.ageOf(150n, 10 * SECOND)).toBe(5 * SECOND);
    expect(history.ageOf(100n, 10 * SECOND)).toBe(10 * SECOND);
  });

  it('knows when a quiet partition last had its old end, and when it got its present one', () => {
    const history = new EndHistory();
    for (const second of [0, 100, 200]) history.saw(100n, second * SECOND);
    for (const second of [210, 300, 400]) history.saw(110n, second * SECOND);
    expect(history.ageOf(100n, 400 * SECOND)).toBe(200 * SECOND);
    expect(history.ageOf(105n, 400 * SECOND)).toBe(195 * SECOND);
    expect(history.size).toBe(4);
  });

  it('says "since it looked first" of a backlog that was there before', () => {
    const history = new EndHistory();
    history.saw(1_000n, 50 * SECOND);
    expect(history.ageOf(3n, 80 * SECOND)).toBe(30 * SECOND);
  });

  it('does not let an answer that comes late turn the end back', () => {
    const history = new EndHistory();
    history.saw(10n, 0);
    history.saw(20n, SECOND);
    history.saw(15n, 2 * SECOND);
    expect(history.ageOf(20n, 3 * SECOND)).toBe(0);
    expect(history.ageOf(10n, 3 * SECOND)).toBe(3 * SECOND);
    history.saw(30n, 4 * SECOND);
    expect(history.ageOf(25n, 5 * SECOND)).toBe(2.5 * SECOND);
  });

  it('stays bounded under a backlog that grows for days, and near the truth however unevenly it grew', () => {
    const history = new EndHistory();
    const day = 24 * 3_600;
    for (let second = 0; second < day; second += 1) history.saw(BigInt(second * 10), second * SECOND);
    for (let second = day; second <= 2 * day; second += 1) history.saw(BigInt(day * 9 + second), second * SECOND);
    expect(history.size).toBeLessThanOrEqual(256);
    const age = history.ageOf(BigInt((day / 2) * 10), 2 * day * SECOND);
    expect(Math.abs(age - 1.5 * day * SECOND)).toBeLessThan(60 * SECOND);
  });

  it('forgets what was passed, is exact about what is left, and looks closely again', () => {
    const history = new EndHistory();
    for (let second = 0; second < 10_000; second += 1) history.saw(BigInt(second), second * SECOND);
    for (let second = 10_000; second < 10_050; second += 1) {
      history.passed(BigInt(second - 1));
      history.saw(BigInt(second), second * SECOND);
    }
    expect(history.size).toBeLessThan(10);
    expect(history.ageOf(10_048n, 10_049 * SECOND)).toBe(SECOND);
  });

  it('takes no more samples than one in half a second, however many fetches tell', () => {
    const history = new EndHistory();
    for (let moment = 0; moment < 10 * SECOND; moment += 1) history.saw(BigInt(moment), moment);
    expect(history.size).toBeLessThanOrEqual(22);
    expect(history.ageOf(5_250n, 9_999)).toBeCloseTo(4_749, 0);
  });
});
