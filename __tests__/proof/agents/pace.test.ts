import fc from 'fast-check';
import { Numbering, incarnationAt } from '../../../proof/agents/numbering';
import { Pace } from '../../../proof/agents/pace';

describe('a pace', () => {
  it('gives its rate over time, however it is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 20, maxLength: 200 }),
        (rate, steps) => {
          let now = 0;
          const pace = new Pace(rate, () => now);
          let taken = 0;
          for (const step of steps) {
            now += step;
            taken += pace.take(Infinity);
          }
          const due = (now * rate) / 1_000;
          expect(taken).toBeLessThanOrEqual(due + 1e-6);
          expect(taken).toBeGreaterThan(due - 1 - 1e-6);
        },
      ),
    );
  });

  it('does not make up for a stall in one flood', () => {
    let now = 0;
    const pace = new Pace(1_000, () => now);
    now = 60_000;
    expect(pace.take(Infinity)).toBe(101);
  });

  it('takes no more than may be unanswered, and less than none is none', () => {
    let now = 0;
    const pace = new Pace(1_000, () => now);
    now = 50;
    expect(pace.take(-3)).toBe(0);
    expect(pace.take(10)).toBe(10);
    expect(pace.take(Infinity)).toBe(40);
  });
});

describe('numbering', () => {
  it('lets keys take turns, each with its own numbers from 0', () => {
    const numbering = new Numbering('w', 'i', 2);
    const ids = Array.from({ length: 4 }, () => numbering.take(() => true)?.id);
    expect(ids).toEqual(['w.i.0:0', 'w.i.1:0', 'w.i.0:1', 'w.i.1:1']);
  });

  it('passes over a key that may have none, and uses up no number for it', () => {
    const numbering = new Numbering('w', 'i', 2);
    expect(numbering.take((key) => key !== 'w.i.0')?.id).toBe('w.i.1:0');
    expect(numbering.take(() => false)).toBeUndefined();
    expect(numbering.take(() => true)?.id).toBe('w.i.0:0');
  });

  it('tells starts apart that are a millisecond apart', () => {
    expect(incarnationAt(1_762_345_678_901.7)).not.toBe(incarnationAt(1_762_345_678_902.7));
    expect(incarnationAt(1_762_345_678_901)).toMatch(/^[0-9a-z]+$/);
  });
});
