import type { Dashboard } from '../../../modules/monitoring/dashboards';
import { line, svg, text } from '../../capacity/svg';
import { answerTo, type Question, type Series } from './answers';
import { drawFigure } from './figure';
import { drawGraph } from './graph';
import { readDashboard, type AskingPanel, type Heading } from './panels';
import { GRID_WIDTH, rectangleOf } from './rectangle';
import { style } from './style';
import type { TimeSpan } from './time-span';

/** What Prometheus says to a panel. */
export type Answering = (panel: AskingPanel) => Promise<readonly Series[]>;

const MARGIN = 16;
const TOP = 74;
const COMMAND = 'make dashboard-pictures';

const time = (at: number): string => new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ');

const spanWords = ({ from, to }: TimeSpan): string => `${time(from)} to ${time(to).slice(11)} UTC`;

const footer = ({ to }: TimeSpan): string =>
  `No Grafana: drawn by \`${COMMAND}\` from what Prometheus answered to each panel's own expression at ${time(to)} UTC.`;

async function drawPanel(panel: AskingPanel | Heading, answering: Answering, span: TimeSpan): Promise<string[]> {
  const at = rectangleOf(panel.gridPos, MARGIN, TOP);
  if (panel.type === 'row') {
    const bottom = at.y + at.height;
    return [text(at.x, bottom - 6, panel.title, 'head'), line(at.x, bottom, at.x + at.width, bottom, 'rule')];
  }
  const series = await answering(panel);
  return panel.type === 'stat' ? drawFigure(panel, series, at) : drawGraph(panel, series, span, at);
}

/** A dashboard as it is now: rows and panels where Grafana puts them. An SVG of its own, without script or font. */
export async function drawDashboard(dashboard: Dashboard, span: TimeSpan, answering: Answering): Promise<string> {
  const { title, description, panels } = readDashboard(dashboard);
  const drawn = await Promise.all(panels.map((panel) => drawPanel(panel, answering, span)));
  const bottom = Math.max(
    ...panels.map(({ gridPos }) => rectangleOf({ ...gridPos }, MARGIN, TOP)).map((at) => at.y + at.height),
  );
  const parts = [
    style,
    text(MARGIN, 34, title, 'title'),
    text(MARGIN, 56, description, 'soft'),
    text(MARGIN + GRID_WIDTH, 34, spanWords(span), 'soft', 'end'),
    ...drawn.flat(),
    text(MARGIN, bottom + 26, footer(span), 'soft'),
  ];
  return svg(GRID_WIDTH + 2 * MARGIN, bottom + 42, `${title}: ${description}`, parts);
}

/** @param question the same for every panel of a picture */
export const asking =
  (question: Question): Answering =>
  (panel) =>
    answerTo(panel, question);
