import { shiftClock } from '../../../proof/agents/clock';
import { stampNow } from '../../../proof/ledger/entries';

const HOUR_MS = 3_600_000;

describe('a clock that jumps', () => {
  afterEach(() => shiftClock(0));

  it('is seen by everything that asks Date, also by who kept Date.now before', () => {
    const kept = Date.now;
    const before = Date.now();
    shiftClock(HOUR_MS);
    for (const now of [Date.now(), kept(), new Date().getTime(), +new Date(), Date.parse(Date())])
      expect(Math.abs(now - before - HOUR_MS)).toBeLessThan(30_000);
    shiftClock(-HOUR_MS);
    expect(Math.abs(Date.now() - before + HOUR_MS)).toBeLessThan(30_000);
  });

  it('leaves dates that are given alone', () => {
    shiftClock(HOUR_MS);
    expect(new Date(5).getTime()).toBe(5);
    expect(new Date(2020, 1, 2).getFullYear()).toBe(2020);
    expect(new Date('2020-01-01T00:00:00Z').toISOString()).toBe('2020-01-01T00:00:00.000Z');
    expect(new Date()).toBeInstanceOf(Date);
    expect(Date.UTC(1970, 0, 1)).toBe(0);
  });

  it('does not move the times of the journal', () => {
    const before = stampNow();
    shiftClock(HOUR_MS);
    expect(stampNow() - before).toBeLessThan(30_000);
    shiftClock(0);
    expect(Math.abs(stampNow() - Date.now())).toBeLessThan(30_000);
  });
});
