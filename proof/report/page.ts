import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { escapeText, Markup, markup } from './markup';
import type { Headline } from './words';

const ofPage = (file: string): string => readFileSync(join(__dirname, 'page', file), 'utf8');
const uplot = (file: string): string => readFileSync(join(dirname(require.resolve('uplot')), file), 'utf8');

/** The source of an element that a parser reads as raw text: its own end tag must not be in it. */
function raw(element: 'script' | 'style', source: string): Markup {
  if (source.toLowerCase().includes(`</${element}`)) {
    throw new Error(`a ${element} of the report has its own end tag in it: keep it out of the source`);
  }
  return new Markup(`<${element}>${source}</${element}>`);
}

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** The page's own scripts, in order; uPlot comes before them. */
  readonly scripts: readonly string[];
}

/** The page may load nothing: what is not in the file is not there. */
const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

/** One file that opens from disk: styles, uPlot, scripts and data are in it. */
export function renderPage({ title, body, scripts }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeText(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
${raw('style', uplot('uPlot.min.css')).text}
${raw('style', ofPage('style.css')).text}
${raw('script', ofPage('errors.js')).text}
</head>
<body>
<main>
${body.text}
</main>
${raw('script', uplot('uPlot.iife.min.js')).text}
${scripts.map((script) => raw('script', ofPage(script)).text).join('\n')}
</body>
</html>
`;
}

/** The verdict, at the top of a page. */
export const banner = (kind: string, { verdict, sign, title, sentence, reasons }: Headline): Markup => markup`
<header class="banner ${verdict}">
<p class="kind">${kind}</p>
<h1><span class="sign" aria-hidden="true">${sign}</span> ${title}</h1>
<p class="sentence">${sentence}</p>
${reasons.length === 0 ? undefined : markup`<ul class="reasons">${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`}
</header>
<p id="page-errors" role="alert" hidden></p>`;

/** Names and values in two columns. */
export const facts = (entries: readonly (readonly [string, string | Markup])[]): Markup =>
  markup`<dl class="facts">${entries.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** A chart is drawn into the figure; until then, and for who cannot see it, there are its words. */
export const chart = (id: string, title: string, words: string): Markup => markup`
<figure class="chart">
<figcaption>${title}</figcaption>
<div id="${id}" class="plot" role="img" aria-label="${title}. ${words}"></div>
</figure>`;
