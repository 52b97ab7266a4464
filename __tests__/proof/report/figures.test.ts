import { count, counted, date, duration, moment } from '../../../proof/report/figures';

describe('figures of the report', () => {
  test('writes counts and nouns in en-US', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect([counted(1, 'fault'), counted(0, 'fault'), counted(2_000, 'fault')]).toEqual([
      '1 fault',
      '0 faults',
      '2,000 faults',
    ]);
  });

  test.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [3_240, '3.2 s'],
    [119_900, '119.9 s'],
    [119_960, '2 min 0 s'],
    [252_000, '4 min 12 s'],
    [7_500_000, '2 h 5 min'],
    [Infinity, 'never'],
  ])('writes %d ms as %s', (milliseconds, words) => expect(duration(milliseconds)).toBe(words));

  test('says never where JSON has made null of Infinity', () => {
    const { at } = JSON.parse(JSON.stringify({ at: Infinity })) as { at: number };
    expect([duration(at), moment(at)]).toEqual(['never', 'never']);
  });

  test.each([
    [0, '0:00.0'],
    [65_340, '1:05.3'],
    [59_960, '1:00.0'],
  ])('writes the moment %d ms as %s', (milliseconds, words) => expect(moment(milliseconds)).toBe(words));

  test('writes a date in UTC, and leaves what is none', () => {
    expect(date('2026-11-21T16:01:47+01:00')).toBe('2026-11-21 15:01 UTC');
    expect(date('yesterday')).toBe('yesterday');
  });
});
