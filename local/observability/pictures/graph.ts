import { line, rect, text } from '../../capacity/svg';
import type { Point, Series } from './answers';
import { drawLegend } from './legend';
import type { TimeseriesPanel } from './panels';
import type { Rectangle } from './rectangle';
import { lineClass, stateClass } from './style';
import { thin, type Place } from './thin';
import { timeTicks, valueAxis, type Axis } from './ticks';
import type { TimeSpan } from './time-span';
import { tickText } from './unit-format';
import { fitted } from './words';

const margins = { left: 74, right: 14, top: 32, bottom: 58 } as const;
const TOLERANCE = 0.4;

/** Where a graph's values and times lie. */
interface Plot {
  readonly area: Rectangle;
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
}

function plotIn(at: Rectangle, { from, to }: TimeSpan, { low, high }: Axis): Plot {
  const area = {
    x: at.x + margins.left,
    y: at.y + margins.top,
    width: at.width - margins.left - margins.right,
    height: at.height - margins.top - margins.bottom,
  };
  return {
    area,
    x: (time) => area.x + ((time - from) / (to - from)) * area.width,
    y: (value) => area.y + area.height - ((value - low) / (high - low)) * area.height,
  };
}

/** Stretches without a hole: where there was no sample, or no number, there is no line. */
export function stretches(points: readonly Point[], step: number): readonly (readonly Point[])[] {
  const found: Point[][] = [];
  for (const point of points.filter(([, value]) => Number.isFinite(value))) {
    const last = found.at(-1);
    const before = last?.at(-1);
    if (last === undefined || before === undefined || point[0] - before[0] > step * 1.5) found.push([point]);
    else last.push(point);
  }
  return found;
}

const stairs = (places: readonly Place[]): Place[] =>
  places.flatMap(([x, y], index) => {
    const before = places[index - 1];
    return before === undefined || before[1] === y
      ? [[x, y]]
      : [
          [x, before[1]],
          [x, y],
        ];
  });

const short = (pixels: number): string => String(Number(pixels.toFixed(1)));

function pathOf(places: readonly Place[]): string {
  const [first, ...rest] = places.map(([x, y]) => `${short(x)} ${short(y)}`);
  // A single sample is a dot: a line of no length shows nothing.
  return `M${first}${rest.length === 0 ? 'h1.6' : `L${rest.join(' ')}`}`;
}

function drawLines(panel: TimeseriesPanel, series: readonly Series[], plot: Plot, step: number): string[] {
  const isStairs = panel.fieldConfig.defaults.custom.lineInterpolation === 'stepAfter';
  return series.flatMap(({ points }, index) => {
    const drawn = stretches(points, step).map((stretch) => {
      const places = stretch.map(([at, value]): Place => [plot.x(at), plot.y(value)]);
      return pathOf(thin(isStairs ? stairs(places) : places, TOLERANCE));
    });
    return drawn.length === 0 ? [] : [`<path class="${lineClass(index)}" d="${drawn.join('')}"/>`];
  });
}

const clock = (at: number): string => new Date(at * 1000).toISOString().slice(11, 16);
const clockOf = (at: number): string => (at % 60 === 0 ? clock(at) : new Date(at * 1000).toISOString().slice(11, 19));

function drawAxes(unit: string, { ticks, largest }: Axis, span: TimeSpan, plot: Plot): string[] {
  const { x, y, width, height } = plot.area;
  return [
    ...ticks.flatMap((value) => [
      line(x, plot.y(value), x + width, plot.y(value), 'grid'),
      text(x - 8, plot.y(value) + 4, tickText(unit, value, largest), 'soft', 'end'),
    ]),
    ...timeTicks(span.from, span.to).map((at) => text(plot.x(at), y + height + 16, clockOf(at), 'soft', 'middle')),
  ];
}

/** As Grafana does, only where they are in sight: a far limit does not press the lines flat. */
function drawLimits({ fieldConfig }: TimeseriesPanel, { low, high }: Axis, { area, y }: Plot): string[] {
  const { custom, thresholds } = fieldConfig.defaults;
  if (custom.thresholdsStyle.mode === 'off') return [];
  return thresholds.steps.flatMap(({ value, color }) =>
    value === null || value < low || value > high
      ? []
      : [line(area.x, y(value), area.x + area.width, y(value), `limit ${stateClass(color)}`)],
  );
}

/** How it came to be: a line for each series. */
export function drawGraph(panel: TimeseriesPanel, series: readonly Series[], span: TimeSpan, at: Rectangle): string[] {
  const { unit, noValue } = panel.fieldConfig.defaults;
  const { x, y, width, height } = at;
  const frame = [rect(x, y, width, height, 'panel'), text(x + 10, y + 19, fitted(panel.title, width - 20), 'name')];
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  if (!values.some(Number.isFinite)) {
    return [...frame, text(x + width / 2, y + height / 2 + 8, `no data (${noValue})`, 'soft', 'middle')];
  }
  const axis = valueAxis(unit, values);
  const plot = plotIn(at, span, axis);
  const named = series.map((each) => ({ ...each, name: each.name === '' ? panel.title : each.name }));
  return [
    ...frame,
    ...drawAxes(unit, axis, span, plot),
    ...drawLimits(panel, axis, plot),
    ...drawLines(panel, series, plot, span.step),
    ...drawLegend(named, { x: x + 12, y: y + height - 24, width: width - 24, height: 24 }),
  ];
}
