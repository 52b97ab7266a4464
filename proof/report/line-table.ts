import { flawNames, type FlawName, type LineVerdict } from '../ledger/verdict';
import { count, counted, duration } from './figures';
import { markup, table, type Markup } from './markup';
import { flawWords } from './words';

/** What the counts of a line are called, in the order of a message's life. */
const counts = [
  ['attempted', 'Attempted'],
  ['acknowledged', 'Acknowledged'],
  ['unknown', 'Unknown outcome'],
  ['unanswered', '… of them never answered'],
  ['unknownStored', '… of them found stored'],
  ['unknownAbsent', '… of them not stored'],
  ['refused', 'Refused'],
  ['stored', 'Stored'],
  ['processed', 'Processed'],
  ['redelivered', 'Delivered again (allowed)'],
] as const satisfies readonly (readonly [keyof LineVerdict, string])[];

const flawCell = (line: LineVerdict, name: FlawName): Markup =>
  line[name].count === 0 ? markup`0` : markup`<strong class="bad">${count(line[name].count)}</strong>`;

export function lineTable(lines: readonly LineVerdict[]): Markup {
  const columns = [{ title: 'Messages' }, ...lines.map(({ line }) => ({ title: line, kind: 'number' as const }))];
  const rows = [
    ...counts.map(([name, title]) => [title, ...lines.map((line) => count(line[name]))]),
    ...flawNames.map((name) => [flawWords[name].title, ...lines.map((line) => flawCell(line, name))]),
    ['Longest write stall', ...lines.map((line) => duration(line.longestWriteStallMs))],
    ['Longest read stall', ...lines.map((line) => duration(line.longestReadStallMs))],
  ];
  return markup`
<section aria-labelledby="lines"><h2 id="lines">The ledger, by line</h2>
<p>A line is a way through the platform: the services’ own client, HTTP through the producer service, and the copy made in
transactions, which is judged with the client line’s writes.</p>
${table('Counts of each line', columns, rows)}
</section>`;
}

/** What was found wrong, with the first ids; says so when nothing was. */
export function flawList(lines: readonly LineVerdict[]): Markup {
  const found = lines.flatMap((line) =>
    flawNames.filter((name) => line[name].count > 0).map((name) => ({ line: line.line, name, flaw: line[name] })),
  );
  if (found.length === 0) {
    return markup`<section aria-labelledby="flaws"><h2 id="flaws">Flaws</h2><p>None was found.</p></section>`;
  }
  return markup`
<section aria-labelledby="flaws"><h2 id="flaws">Flaws</h2>
${found.map(({ line, name, flaw }) => {
  const left = flaw.count - flaw.ids.length;
  return markup`<article class="flaw"><h3><span class="bad">${count(flaw.count)}</span> ${flawWords[name].title.toLowerCase()}, line ${line}</h3>
<p>${flawWords[name].meaning}</p>
<p class="ids">${flaw.ids.map((id) => markup`<code>${id}</code> `)}${left > 0 ? `and ${counted(left, 'other')}` : ''}</p></article>`;
})}
</section>`;
}
