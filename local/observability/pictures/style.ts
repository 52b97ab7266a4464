/** Beside the colours of `local/capacity/svg.ts`: readable on white and on black. */

/** Of lines, in turn. */
const lineColors = ['#3d85c6', '#e08e1b', '#4a9d5b', '#cc4b45', '#8d6cc4', '#2fa4a4', '#a98600', '#d4619b', '#7f8b97'];

/** Of thresholds, with white letters on them. */
const stateColors = { green: '#2f7d3b', orange: '#b4600c', red: '#bb2d28', blue: '#2f69b3' } as const;

export const lineClass = (index: number): string => `line${index % lineColors.length}`;

const isState = (color: string): color is keyof typeof stateColors => Object.hasOwn(stateColors, color);

/** @param color as the dashboard names it */
export function stateClass(color: string): string {
  if (isState(color)) return color;
  throw new Error(`no picture knows the colour '${color}'; it knows ${Object.keys(stateColors).join(', ')}`);
}

const ofLines = lineColors
  .map((color, index) => `path.${lineClass(index)} { stroke: ${color} } rect.${lineClass(index)} { fill: ${color} }`)
  .join('\n  ');

const ofStates = Object.entries(stateColors)
  .map(([name, color]) => `rect.${name} { fill: ${color} } line.${name} { stroke: ${color} }`)
  .join('\n  ');

/** A part of a picture, after the style that every picture has. */
export const style = `<style>
  svg { --panel: #f6f8fa }
  @media (prefers-color-scheme: dark) { svg { --panel: #1c2127 } }
  .panel { fill: var(--panel) } .grid { stroke: var(--track); stroke-width: 1 }
  path { fill: none; stroke-width: 1.6; stroke-linejoin: round }
  .limit { stroke-width: 1; stroke-dasharray: 5 4 }
  .name { font-size: 12px; font-weight: 600 } .label { font-size: 11px } .figure { font-size: 26px; font-weight: 600 } .several { font-size: 18px; font-weight: 600 }
  .on { fill: #ffffff }
  ${ofLines}
  ${ofStates}
</style>`;
