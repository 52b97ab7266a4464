import { thin, type Place } from '../../../../local/observability/pictures/thin';

const row = (heights: readonly number[]): Place[] => heights.map((height, index) => [index, height]);

describe('a thinned line', () => {
  it('has nothing of a straight stretch but its ends', () => {
    expect(thin(row([3, 3, 3, 3, 3]), 0.4)).toEqual([
      [0, 3],
      [4, 3],
    ]);
  });

  it('keeps a peak of one sample', () => {
    expect(thin(row([0, 0, 0, 50, 0, 0, 0]), 0.4)).toEqual([
      [0, 0],
      [2, 0],
      [3, 50],
      [4, 0],
      [6, 0],
    ]);
  });

  it('is never further from what it leaves out than is tolerated', () => {
    const wave = row(Array.from({ length: 400 }, (_, index) => 40 * Math.sin(index / 20)));
    const kept = thin(wave, 0.4);
    expect(kept.length).toBeLessThan(wave.length / 4);
    const off = wave.map(([x, y]) => {
      const after = kept.findIndex(([at]) => at >= x);
      const [right = [0, 0], left = right] = [kept[after], kept[Math.max(0, after - 1)]];
      const share = right[0] === left[0] ? 0 : (x - left[0]) / (right[0] - left[0]);
      return Math.abs(left[1] + share * (right[1] - left[1]) - y);
    });
    // Measured straight down, where the line is steep: up to 2 to 1.
    expect(Math.max(...off)).toBeLessThan(0.4 * Math.sqrt(5));
  });

  it('is as it was when there is nothing between its ends', () => {
    expect([thin([], 1), thin(row([7]), 1), thin(row([7, 9]), 1)]).toEqual([[], row([7]), row([7, 9])]);
  });
});
