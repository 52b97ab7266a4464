import { rect, text } from '../../capacity/svg';
import type { Series } from './answers';
import type { StatPanel, Threshold } from './panels';
import type { Rectangle } from './rectangle';
import { stateClass } from './style';
import { figureText } from './unit-format';
import { fitted } from './words';

const INDENT = 10;

/** The last threshold that is not above the value; the first has none. */
function colorOf(value: number, steps: readonly Threshold[]): string {
  const reached = steps.filter((step) => step.value === null || step.value <= value).at(-1);
  return stateClass(reached?.color ?? 'blue');
}

interface Shown {
  readonly words: string;
  /** @default - as the panel itself */
  readonly color?: string;
}

function shownOf({ fieldConfig, options }: StatPanel, value: number): Shown {
  const { unit, thresholds, mappings } = fieldConfig.defaults;
  if (Number.isNaN(value)) return { words: mappings[0]?.options.result.text ?? 'NaN' };
  const words = figureText(unit, value);
  return options.colorMode === 'none' ? { words } : { words, color: colorOf(value, thresholds.steps) };
}

function empty({ fieldConfig }: StatPanel, { x, y, width, height }: Rectangle): string[] {
  const middle = x + width / 2;
  return [
    text(middle, y + height / 2 + 12, fieldConfig.defaults.noValue, 'several', 'middle'),
    text(middle, y + height - 8, 'no data', 'soft', 'middle'),
  ];
}

/** What is now, on the colour of how well it is; several side by side with their names. */
export function drawFigure(panel: StatPanel, series: readonly Series[], at: Rectangle): string[] {
  const { x, y, width, height } = at;
  const part = width / Math.max(1, series.length);
  const figures = series.flatMap(({ name, points }, index) => {
    const { words, color } = shownOf(panel, points.at(-1)?.[1] ?? NaN);
    const on = color === undefined ? '' : ' on';
    const middle = x + part * (index + 0.5);
    return [
      ...(color === undefined ? [] : [rect(x + part * index, y, part, height, color)]),
      text(middle, y + height / 2 + 18, words, `${series.length > 1 ? 'several' : 'figure'}${on}`, 'middle'),
      ...(series.length > 1 ? [text(middle, y + height - 6, fitted(name, part), `soft${on}`, 'middle')] : []),
    ];
  });
  const colored = series.some(({ points }) => shownOf(panel, points.at(-1)?.[1] ?? NaN).color !== undefined);
  return [
    rect(x, y, width, height, 'panel'),
    ...(series.length === 0 ? empty(panel, at) : figures),
    text(x + INDENT, y + 18, fitted(panel.title, width - 8), `label${colored ? ' on' : ''}`),
  ];
}
