import { extentOf, positive, positives } from '../../../proof/bench/options';
import { suites } from '../../../proof/bench/suites';

describe('extentOf', () => {
  it('takes what is said, then --quick, then the suite, then the default', () => {
    const suite = { extent: { seconds: 6, rates: [500] } };
    expect(extentOf(suite, {})).toMatchObject({ rounds: 3, seconds: 6, rates: [500], records: 400_000 });
    expect(extentOf(suite, { quick: true })).toMatchObject({ rounds: 1, seconds: 1, rates: [200] });
    expect(extentOf(suite, { quick: true, rounds: 2 })).toMatchObject({ rounds: 2, seconds: 1 });
  });
});

describe('numbers', () => {
  it('are whole and positive, or rejected', () => {
    expect(positives('500,2000')).toEqual([500, 2_000]);
    for (const wrong of ['0', '-1', '1.5', 'x', '']) expect(() => positive(wrong)).toThrow('1 or more');
  });
});

describe('suites', () => {
  it('have names of their own, and say how they measure', () => {
    const names = suites.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(['singles', 'batches', 'http', 'services', 'path', 'scaling', 'profiles', 'telemetry']);
    for (const { notes } of suites) expect(notes.join('').length).toBeGreaterThan(80);
  });
});
