import type { LimitUse } from '../../model/capacity/limits';
import { priced } from '../../model/prices';
import { line, rect, svg, text } from './svg';
import { amount, dollars, limitTitles, percent, summaryOf, titleOf, verdictOf, type Shown } from './words';

/** The picture: how full each limit is, and what a month costs. Widths and heights in pixels. */

const width = 960;
const margin = 32;
/** Where bars begin and how long a whole one is; figures stand to the right of it. */
const bars = { from: 220, long: 480 } as const;
const figuresAt = bars.from + bars.long + 16;
const limitRow = 38;
const costRow = 24;

/** A part of a picture, and where it ends. */
interface Panel {
  readonly parts: readonly string[];
  readonly bottom: number;
}

const lengthOf = (share: number): number => Math.min(1, share) * bars.long;

function legend(y: number): string[] {
  return [
    text(margin, y, 'How full each limit of the busiest broker is', 'head'),
    rect(bars.from + bars.long - 104, y - 10, 11, 11, 'up'),
    text(bars.from + bars.long - 88, y, 'all up', 'soft'),
    rect(figuresAt, y - 10, 11, 11, 'lost'),
    text(figuresAt + 16, y, 'one zone lost', 'soft'),
    line(figuresAt + 122, y - 11, figuresAt + 122, y + 2, 'planned'),
    text(figuresAt + 130, y, 'planned', 'soft'),
  ];
}

function limitBar(up: LimitUse, lost: LimitUse, y: number): string[] {
  const kind = (use: LimitUse, usual: string): string => (use.utilisation > use.allowed ? 'bad' : usual);
  const planned = bars.from + lengthOf(lost.allowed);
  const used = `${amount(lost.unit, lost.used)} of ${amount(lost.unit, lost.limit)}`;
  return [
    text(margin, y + 17, limitTitles[lost.name]),
    rect(bars.from, y, bars.long, 24, 'track'),
    rect(bars.from, y + 2, lengthOf(up.utilisation), 9, kind(up, 'up')),
    rect(bars.from, y + 13, lengthOf(lost.utilisation), 9, kind(lost, 'lost')),
    line(planned, y - 3, planned, y + 27, 'planned'),
    text(figuresAt, y + 11, percent(lost.utilisation), 'bold'),
    text(figuresAt, y + 26, used, 'soft'),
  ];
}

function limitPanel({ plan: { limits } }: Shown, top: number): Panel {
  const first = top + 30;
  const rows = limits['zone-lost'].flatMap((lost, index) =>
    limitBar(limits['all-up'][index] ?? lost, lost, first + index * limitRow),
  );
  const bottom = first + limits['zone-lost'].length * limitRow;
  const axis = [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) =>
    text(bars.from + lengthOf(share), bottom + 8, `${share * 100} %`, 'soft', 'middle'),
  );
  return { parts: [...legend(top), ...rows, ...axis], bottom: bottom + 20 };
}

const partNames = { kafka: 'Kafka', traffic: 'between zones', platform: 'the platform around it' } as const;

function costLegend(y: number): string[] {
  const at = { kafka: bars.from + 110, traffic: bars.from + 190, platform: bars.from + 320 } as const;
  return (['kafka', 'traffic', 'platform'] as const).flatMap((part) => [
    rect(at[part], y - 10, 11, 11, part),
    text(at[part] + 16, y, partNames[part], 'soft'),
  ]);
}

function costPanel({ cost }: Shown, top: number): Panel {
  const lines = cost.lines.filter(({ perMonth }) => perMonth > 0).toSorted((a, b) => b.perMonth - a.perMonth);
  const most = Math.max(...lines.map(({ perMonth }) => perMonth));
  const rows = lines.flatMap(({ what, detail, perMonth, part }, index) => {
    const y = top + 20 + index * costRow;
    const length = (perMonth / most) * (bars.long - 80);
    return [
      text(margin, y + 13, what),
      rect(bars.from, y + 2, length, 14, part),
      text(bars.from + length + 8, y + 13, dollars(perMonth), 'bold'),
      text(figuresAt, y + 13, detail, 'soft'),
    ];
  });
  const title = `A month: ${dollars(cost.total)}`;
  return {
    parts: [text(margin, top, title, 'head'), ...costLegend(top), ...rows],
    bottom: top + 20 + lines.length * costRow,
  };
}

function comparison({ environment: { platform }, cost: { kafka, msk, savedByFollowerFetching } }: Shown): string[] {
  const managed =
    msk === undefined
      ? 'no size of Amazon MSK up to m7g.4xlarge carries it with as many brokers'
      : `on Amazon MSK ${dollars(msk.total)} (${msk.brokers} x kafka.m7g.${msk.size})`;
  const region = platform.region === priced.region ? '' : `; ${platform.region} costs something else`;
  return [
    `Kafka's own part, with its traffic: ${dollars(kafka)} here, ${managed}.`,
    `Without follower fetching ${dollars(savedByFollowerFetching)} more. Prices of ${priced.on}, ${priced.region}, on demand, ${priced.currency}${region}.`,
  ];
}

/** An SVG of its own: no script, no font, nothing from elsewhere. */
export function renderPicture(shown: Shown): string {
  const limits = limitPanel(shown, 112);
  const cost = costPanel(shown, limits.bottom + 40);
  const notes = comparison(shown).map((note, index) => text(margin, cost.bottom + 28 + index * 20, note, 'soft'));
  const parts = [
    text(margin, 40, titleOf(shown), 'title'),
    text(margin, 62, summaryOf(shown), 'soft'),
    text(margin, 82, verdictOf(shown)),
    ...limits.parts,
    line(margin, limits.bottom + 12, width - margin, limits.bottom + 12, 'rule'),
    ...cost.parts,
    ...notes,
  ];
  return svg(width, Math.ceil(cost.bottom + 72), `Capacity and cost of ${titleOf(shown)}`, parts);
}
