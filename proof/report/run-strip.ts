import type { ProofResult } from '../result';
import { counted, isNever, moment } from './figures';
import { markup, type Markup } from './markup';
import { writeStalls } from './stretches';
import { largest, sum } from './totals';

const WIDTH = 260;
const HEIGHT = 30;
const STALL_HEIGHT = 6;
const BARS = 65;

/** Acknowledged over all lines, in so many bars for the longest run. */
function flow({ timeline }: ProofResult, x: (ms: number) => number): Markup {
  const lines = Object.values(timeline.acknowledged);
  const steps = Array.from({ length: timeline.brokersRunning.length }, (_, step) =>
    sum(lines.map((counts) => counts[step] ?? 0)),
  );
  const each = Math.max(1, Math.round(WIDTH / BARS / Math.max(x(1) - x(0), 1e-9) / timeline.everyMs));
  const means = Array.from({ length: Math.ceil(steps.length / each) }, (_, bar) => {
    const of = steps.slice(bar * each, (bar + 1) * each);
    return sum(of) / of.length;
  });
  const top = largest(means) || 1;
  const floor = HEIGHT - STALL_HEIGHT;
  const points = means.flatMap((mean, bar) => {
    const y = (floor - ((floor - 2) * mean) / top).toFixed(1);
    const to = Math.min((bar + 1) * each, steps.length);
    return [`${x(bar * each * timeline.everyMs).toFixed(1)},${y}`, `${x(to * timeline.everyMs).toFixed(1)},${y}`];
  });
  const end = x(steps.length * timeline.everyMs).toFixed(1);
  return markup`<polygon class="flow" points="0,${floor} ${points.join(' ')} ${end},${floor}"/>`;
}

const rect = (kind: string, from: number, to: number, y: number, height: number, title: string): Markup =>
  markup`<rect class="${kind}" x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="${height}"><title>${title}</title></rect>`;

/** A run on one line. All strips of a series have the same time axis, as long as its longest run. */
export function runStrip(run: ProofResult, longestMs: number): Markup {
  const x = (ms: number): number => (Math.min(isNever(ms) ? run.durationMs : ms, longestMs) * WIDTH) / (longestMs || 1);
  const stalls = writeStalls(run.timeline);
  const floor = HEIGHT - STALL_HEIGHT;
  const words = `${counted(run.faults.length, 'fault')}, writes stood still ${counted(stalls.length, 'time')}`;
  return markup`<svg class="strip" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words}">
${run.faults.map((fault) => [
  rect('healing', x(fault.healedMs), x(fault.wholeMs), 0, floor, `${fault.name}: undone, not yet whole`),
  rect('fault', x(fault.fromMs), x(fault.healedMs), 0, floor, `${fault.name}: ${fault.target}`),
])}
${flow(run, x)}
<line class="base" x1="0" x2="${x(run.durationMs).toFixed(1)}" y1="${floor}" y2="${floor}"/>
${stalls.map(({ fromMs, toMs }) => rect('stall', x(fromMs), x(toMs), floor + 1, STALL_HEIGHT - 1, `${moment(fromMs)} to ${moment(toMs)}: no acknowledgement`))}
</svg>`;
}
