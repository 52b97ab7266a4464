import type { GridPlace } from './panels';

/** In pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of Grafana's grid of 24 columns. */
const CELL = { width: 46, height: 28 } as const;
const GAP = 6;
export const GRID_WIDTH = 24 * CELL.width;

export const rectangleOf = ({ x, y, w, h }: GridPlace, left: number, top: number): Rectangle => ({
  x: left + x * CELL.width,
  y: top + y * CELL.height,
  width: w * CELL.width - GAP,
  height: h * CELL.height - GAP,
});
