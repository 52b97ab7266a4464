import { drawFigure } from '../../../../local/observability/pictures/figure';
import { drawGraph, stretches } from '../../../../local/observability/pictures/graph';
import { drawLegend } from '../../../../local/observability/pictures/legend';
import { legendText } from '../../../../local/observability/pictures/legend-text';
import { stat, timeseries } from './panels-of';

const span = { from: 0, to: 300, step: 5 };
const place = { x: 0, y: 0, width: 540, height: 218 };
const now = (value: number) => [{ name: 'one', points: [[300, value] as const] }];
const lines = (parts: readonly string[]) => parts.filter((part) => part.startsWith('<path'));

describe('a figure', () => {
  const figure = stat('Brokers');

  it.each([
    [3, 'green'],
    [2, 'red'],
  ])('with %d brokers is %s', (value, color) => {
    const drawn = drawFigure(figure, now(value), place).join('');
    expect(drawn).toContain(`class="${color}"`);
    expect(drawn).toContain(`>${value}<`);
  });

  it('says that there is no data, in no colour', () => {
    const drawn = drawFigure(figure, [], place).join('');
    expect(drawn).toContain('>unknown<');
    expect(drawn).toContain('>no data<');
    expect(drawn).not.toMatch(/class="(green|red)"/);
  });

  it('says what a share of nothing is', () => {
    const drawn = drawFigure(stat('Requests failed'), now(Number.NaN), place).join('');
    expect(drawn).toContain('>no traffic<');
    expect(drawn).not.toContain('class="green"');
  });

  it('shows several with their names', () => {
    const drawn = drawFigure(figure, [...now(3), { name: 'two', points: [[300, 2]] }], place).join('');
    expect(['one', 'two', 'class="green"', 'class="red"'].filter((text) => !drawn.includes(text))).toEqual([]);
  });
});

describe('a graph', () => {
  const graph = timeseries('Events sent to the dead-letter topic');

  it('says that there is no data, and what that means', () => {
    const drawn = drawGraph(graph, [], span, place);
    expect(drawn.join('')).toContain('>no data (none)<');
    expect(lines(drawn)).toEqual([]);
    const nothing = drawGraph(graph, [{ name: 'a', points: [[5, Number.NaN]] }], span, place);
    expect(nothing.join('')).toContain('>no data (none)<');
  });

  it('has a line for each series, below it the names, beside it the unit', () => {
    const series = ['a', 'b'].map((name, index) => ({
      name,
      points: [
        [0, index],
        [300, 4],
      ] as const,
    }));
    const drawn = drawGraph(graph, series, span, place);
    expect(lines(drawn)).toHaveLength(2);
    expect(['>a<', '>b<', '>4 msg/s<', '>00:02<'].filter((text) => !drawn.join('').includes(text))).toEqual([]);
  });

  it('has a hole where there was no sample or no number', () => {
    const points = [
      [0, 1],
      [5, 2],
      [20, 3],
      [25, Number.NaN],
      [30, 4],
    ] as const;
    expect(stretches(points, 5)).toEqual([[points[0], points[1]], [points[2]], [points[4]]]);
  });

  it('rises in stairs where the dashboard says so', () => {
    const points = [
      [0, 0],
      [150, 1],
      [300, 1],
    ] as const;
    const { custom, ...defaults } = graph.fieldConfig.defaults;
    const pathOf = (lineInterpolation: 'linear' | 'stepAfter') => {
      const panel = { ...graph, fieldConfig: { defaults: { ...defaults, custom: { ...custom, lineInterpolation } } } };
      return lines(drawGraph(panel, [{ name: 'a', points }], { ...span, step: 150 }, place));
    };
    expect(pathOf('stepAfter')).toEqual(['<path class="line0" d="M74 160L300 160 300 32 526 32"/>']);
    expect(pathOf('linear')).toEqual(['<path class="line0" d="M74 160L300 32 526 32"/>']);
  });

  it('shows a limit only where it is in sight', () => {
    const late = timeseries('Lag in seconds');
    const [limit = 0] = late.fieldConfig.defaults.thresholds.steps.flatMap(({ value }) => value ?? []);
    const drawn = (value: number) =>
      drawGraph(
        late,
        [
          {
            name: 'a',
            points: [
              [0, 0],
              [300, value],
            ],
          },
        ],
        span,
        place,
      ).join('');
    expect(drawn(limit * 1.2)).toContain('class="limit orange"');
    expect(drawn(limit / 100)).not.toContain('class="limit');
  });
});

describe('a legend', () => {
  it('fills the labels in', () => {
    expect(legendText('{{service}} {{ topic }}', { service: 'consumer', topic: 'posts' })).toBe('consumer posts');
    expect(legendText('{{service}} {{topic}}', { service: 'consumer' })).toBe('consumer');
  });

  it('names as many as there is room for, and says how many more there are', () => {
    const names = Array.from({ length: 20 }, (_, index) => ({ name: `dev.pingpong.succeeded-${index}` }));
    const drawn = drawLegend(names, { ...place, width: 500, height: 24 });
    const named = drawn.filter((part) => part.includes('succeeded')).length;
    expect(named).toBeGreaterThan(2);
    expect(drawn.at(-1)).toContain(`>+${20 - named} more<`);
  });
});
