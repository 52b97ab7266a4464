import type { Row, View } from './view';

/** Grafana's grid. */
export const GRID_WIDTH = 24;
const HEADING = 1;

/** Six figures or two trends to a line. */
const sizes = {
  figure: { w: 4, h: 3 },
  trend: { w: 12, h: 8 },
} as const satisfies Record<View['kind'], object>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A row with the places of its heading and its panels. */
export interface PlacedRow {
  readonly title: string;
  readonly heading: Rectangle;
  readonly panels: readonly { readonly view: View; readonly at: Rectangle }[];
}

function placeRow({ title, views }: Row, y: number): { readonly row: PlacedRow; readonly end: number } {
  let line = { x: 0, y: y + HEADING, h: 0 };
  const panels = views.map((view) => {
    const { w, h } = sizes[view.kind];
    if (line.x + w > GRID_WIDTH) line = { x: 0, y: line.y + line.h, h: 0 };
    const at = { x: line.x, y: line.y, w, h };
    line = { x: line.x + w, y: line.y, h: Math.max(line.h, h) };
    return { view, at };
  });
  return { row: { title, heading: { x: 0, y, w: GRID_WIDTH, h: HEADING }, panels }, end: line.y + line.h };
}

/** From left to right, and on to the next line when one is full; a row begins below the row before. */
export function placeRows(rows: readonly Row[]): PlacedRow[] {
  let y = 0;
  return rows.map((content) => {
    const { row, end } = placeRow(content, y);
    y = end;
    return row;
  });
}
