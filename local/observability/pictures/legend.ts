import { rect, text } from '../../capacity/svg';
import type { Series } from './answers';
import type { Rectangle } from './rectangle';
import { lineClass } from './style';
import { fitted, widthOf } from './words';

const SIGN = 16;
const BETWEEN = 14;
const LINE_HEIGHT = 16;
const LINES = 2;
/** What `+12 more` takes. */
const REST = widthOf('+12 more');

/** Names of the lines from left to right, as many as there is room for below a graph. */
export function drawLegend(series: readonly Pick<Series, 'name'>[], { x, y, width }: Rectangle): string[] {
  const parts: string[] = [];
  let [left, row] = [x, 0];
  for (const [index, { name }] of series.entries()) {
    const rest = series.length - index;
    const room = (): number => x + width - left - SIGN - (row === LINES - 1 && rest > 1 ? REST : 0);
    if (widthOf(name) > room() && left > x && row < LINES - 1) [left, row] = [x, row + 1];
    const bottom = y + row * LINE_HEIGHT;
    if (widthOf(name) > room() && left > x) return [...parts, text(left, bottom, `+${rest} more`, 'soft')];
    const written = fitted(name, room());
    parts.push(rect(left, bottom - 6, 10, 4, lineClass(index)), text(left + SIGN, bottom, written, 'soft'));
    left += SIGN + widthOf(written) + BETWEEN;
  }
  return parts;
}
