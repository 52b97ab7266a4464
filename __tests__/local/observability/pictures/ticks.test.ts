import { timeTicks, valueAxis } from '../../../../local/observability/pictures/ticks';
import { tickText } from '../../../../local/observability/pictures/unit-format';
import { timeSpan } from '../../../../local/observability/pictures/time-span';

describe('the axis of values', () => {
  it('goes from 0 to a round value above all of them', () => {
    expect(valueAxis('short', [3, 17, Number.NaN, 11])).toEqual({
      low: 0,
      high: 20,
      ticks: [0, 5, 10, 15, 20],
      largest: 17,
    });
  });

  it('is round in the unit that is written', () => {
    expect(valueAxis('bytes', [100 * 1024 ** 2]).ticks.map((value) => value / 1024 ** 2)).toEqual([0, 50, 100]);
    expect(valueAxis('s', [150]).ticks).toEqual([0, 60, 120, 180]);
  });

  it('writes what is above the last value on the scale of the last value', () => {
    const { ticks, largest } = valueAxis('s', [59]);
    expect(ticks.map((value) => tickText('s', value, largest))).toEqual(['0 s', '20 s', '40 s', '60 s']);
  });

  it('reaches below 0 for what is below', () => {
    expect(valueAxis('short', [-4, 8])).toMatchObject({ low: -5, high: 10 });
  });

  it('has a height when everything is 0', () => {
    expect(valueAxis('mps', [0, 0])).toMatchObject({ low: 0, high: 1, ticks: [0, 0.5, 1] });
  });
});

describe('times', () => {
  it('are marked where a clock is round', () => {
    expect(timeTicks(1_000_010, 1_000_310)).toEqual([1_000_020, 1_000_080, 1_000_140, 1_000_200, 1_000_260]);
  });

  it('are asked for no more often than was scraped, and no more than can be told apart', () => {
    expect(timeSpan(1_003, 300, 5)).toEqual({ from: 700, to: 1_000, step: 5 });
    const day = timeSpan(864_000, 86_400, 5);
    expect(day.step).toBe(480);
    expect((day.to - day.from) / day.step).toBe(180);
  });
});
