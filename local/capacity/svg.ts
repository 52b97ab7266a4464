/** The little of SVG that the picture is made of. */

export type Attributes = Readonly<Record<string, string | number>>;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const rounded = (value: string | number): string =>
  typeof value === 'number' ? String(Number(value.toFixed(1))) : escaped(value);

const attributesOf = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${rounded(value)}"`)
    .join('');

export const rect = (x: number, y: number, width: number, height: number, kind: string): string =>
  `<rect${attributesOf({ x, y, width: Math.max(0, width), height, rx: Math.min(2, height / 2), class: kind })}/>`;

export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<line${attributesOf({ x1, y1, x2, y2, class: kind })}/>`;

export const text = (x: number, y: number, content: string, kind = '', anchor: 'start' | 'middle' | 'end' = 'start') =>
  `<text${attributesOf({ x, y, class: kind, 'text-anchor': anchor })}>${escaped(content)}</text>`;

/** Readable on white and on black: the viewer's choice, white when it makes none. */
const style = `
  svg { --back: #ffffff; --ink: #1f2933; --soft: #64707d; --track: #e8ecf0; --up: #7fb3d5; --lost: #1f6fa8; --bad: #c8372d; --platform: #9aa5b1; --traffic: #d9902f }
  @media (prefers-color-scheme: dark) { svg { --back: #14181d; --ink: #e6eaee; --soft: #98a4b0; --track: #2a3138; --up: #3f7396; --lost: #7fc1ee; --bad: #ff7b6e; --platform: #66727e; --traffic: #e0a458 } }
  text { font: 13px system-ui, 'DejaVu Sans', sans-serif; fill: var(--ink) }
  .title { font-size: 20px; font-weight: 600 } .head { font-size: 14px; font-weight: 600 } .soft { fill: var(--soft); font-size: 12px }
  .back { fill: var(--back) } .track { fill: var(--track) } .up { fill: var(--up) } .lost, .kafka { fill: var(--lost) } .bad { fill: var(--bad) }
  .platform { fill: var(--platform) } .traffic { fill: var(--traffic) } .bold { font-weight: 600 }
  .planned { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 3 2 } .rule { stroke: var(--track); stroke-width: 1 }
`;

export function svg(width: number, height: number, label: string, parts: readonly string[]): string {
  const root = attributesOf({
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': label,
  });
  return `<svg${root}>\n<style>${style}</style>\n${[rect(0, 0, width, height, 'back'), ...parts].join('\n')}\n</svg>\n`;
}
