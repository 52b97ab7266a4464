import fc from 'fast-check';
import { GRID_WIDTH, placeRows, type Rectangle } from '../../../../modules/monitoring/dashboards/grid';
import { figure, trend, type View } from '../../../../modules/monitoring/dashboards/view';
import { signals } from '../../../../modules/monitoring/signals';

const small = figure(signals.brokers.bytesIn);
const large = trend(signals.brokers.bytesIn);
const row = (views: readonly View[]) => ({ title: 'A row', views });
const rows = fc.array(fc.array(fc.constantFrom<View>(small, large), { minLength: 1, maxLength: 15 }).map(row), {
  maxLength: 6,
});

const apart = (one: Rectangle, other: Rectangle): boolean =>
  one.x + one.w <= other.x || other.x + other.w <= one.x || one.y + one.h <= other.y || other.y + other.h <= one.y;

describe('the grid', () => {
  it('has every panel inside, apart from all others and below its heading', () => {
    fc.assert(
      fc.property(rows, (contents) => {
        const placed = placeRows(contents);
        expect(placed.map(({ panels }) => panels.map(({ view }) => view))).toEqual(contents.map(({ views }) => views));
        const all = placed.flatMap(({ heading, panels }) => [heading, ...panels.map(({ at }) => at)]);
        expect(all.filter(({ x, w }) => x < 0 || x + w > GRID_WIDTH)).toEqual([]);
        expect(all.filter((one, index) => all.slice(index + 1).some((other) => !apart(one, other)))).toEqual([]);
        for (const { heading, panels } of placed) {
          expect(panels.every(({ at }) => at.y > heading.y)).toBe(true);
        }
      }),
    );
  });

  it('fills lines from left to right', () => {
    const [placed] = placeRows([row([small, small, large, large, large])]);
    expect(placed?.heading).toEqual({ x: 0, y: 0, w: 24, h: 1 });
    expect(placed?.panels.map(({ at }) => at)).toEqual([
      { x: 0, y: 1, w: 4, h: 3 },
      { x: 4, y: 1, w: 4, h: 3 },
      { x: 8, y: 1, w: 12, h: 8 },
      { x: 0, y: 9, w: 12, h: 8 },
      { x: 12, y: 9, w: 12, h: 8 },
    ]);
  });
});
