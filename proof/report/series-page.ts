import type { ProofResult, ProofSeries } from '../result';
import { flawNames } from '../ledger/verdict';
import { count, date, duration, isNever } from './figures';
import { leftOutNote } from './left-out';
import { dataElement, markup, table, type Markup } from './markup';
import { banner, chart, facts, renderPage } from './page';
import { runStrip } from './run-strip';
import { faultDistributions, largest, sum, totalsOf, worstFirst, type NumberedRun, type Spread } from './totals';
import { faultList, flawWords, seriesHeadline, summarySentence, verdictWords } from './words';

export interface SeriesPageOptions {
  /** Where a run's own page is, relative to the series' page. @default - runs have no pages */
  readonly pageOf?: (number: number) => string | undefined;
}

const verdictTag = ({ verdict }: ProofResult): Markup => {
  const { sign, word } = verdictWords[verdict];
  return markup`<span class="tag ${verdict}"><span aria-hidden="true">${sign}</span> ${word.toLowerCase()}</span>`;
};

const linked = (number: number, { pageOf }: SeriesPageOptions): Markup => {
  const page = pageOf?.(number);
  return page === undefined ? markup`${count(number)}` : markup`<a href="${page}">${count(number)}</a>`;
};

/** Every run that did not hold, with what is needed to see it again. */
function notHeld(runs: readonly NumberedRun[], options: SeriesPageOptions): Markup | undefined {
  const found = runs.filter(({ run }) => run.verdict !== 'held');
  if (found.length === 0) return undefined;
  return markup`<section aria-labelledby="not-held"><h2 id="not-held">Runs that did not hold</h2>
${found.map(
  ({ number, run, totals }) => markup`<article class="flaw">
<h3>${verdictTag(run)} Run ${linked(number, options)}, ${run.setting}, seed ${String(run.seed)}</h3>
<p>${summarySentence(totals)}</p>
<ul class="reasons">${run.reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>
<pre class="command"><code>${run.command}</code></pre></article>`,
)}
</section>`;
}

function settingTable({ runs }: ProofSeries): Markup {
  const settings = [...new Set(runs.map(({ setting }) => setting))];
  const columns = [
    { title: 'Setting' },
    ...['Runs', 'Held', 'Broken', 'Inconclusive', 'Acknowledged'].map((title) => ({ title, kind: 'number' as const })),
    ...flawNames.map((name) => ({ title: flawWords[name].title, kind: 'number' as const })),
    { title: 'Longest write stall', kind: 'number' as const },
    { title: 'Longest read stall', kind: 'number' as const },
  ];
  const rows = settings.map((setting) => {
    const of = runs.filter((run) => run.setting === setting);
    const many = (verdict: string): string => count(of.filter((run) => run.verdict === verdict).length);
    const totals = totalsOf(of);
    return [
      setting,
      count(of.length),
      many('held'),
      many('broken'),
      many('inconclusive'),
      count(totals.acknowledged),
      ...flawNames.map((name) => count(sum(totals.flaws[name].map((of) => of.count)))),
      duration(totals.longestWriteStallMs),
      duration(totals.longestReadStallMs),
    ];
  });
  return markup`<section aria-labelledby="totals"><h2 id="totals">Totals</h2>
${table('Counts over all runs of a setting; flaws are counted on each line, so one message may be counted on two', columns, rows)}</section>`;
}

const spreadColumns = ['Write stall', 'Read stall', 'Writable after its begin', 'Whole after its end'];
const spreadWords = ({ median, worst }: Spread): string => `${duration(median)} / ${duration(worst)}`;

function distributionTable(series: ProofSeries): Markup | undefined {
  const rows = faultDistributions(series).map((fault) => [
    fault.name,
    count(fault.met),
    ...[fault.writeStall, fault.readStall, fault.writable, fault.whole].map(spreadWords),
  ]);
  if (rows.length === 0) return undefined;
  const columns = [
    { title: 'Fault' },
    { title: 'Times met', kind: 'number' as const },
    ...spreadColumns.map((title) => ({ title: `${title}, median / worst`, kind: 'number' as const })),
  ];
  return markup`<section aria-labelledby="faults"><h2 id="faults">What each fault cost</h2>
${table('Stalls and recovery for each kind of fault, the longest stall of writes first', columns, rows)}</section>`;
}

function runTable(runs: readonly NumberedRun[], options: SeriesPageOptions): Markup {
  const longest = largest(runs.map(({ run }) => run.durationMs));
  const columns = [
    { title: 'Run', kind: 'number' as const },
    { title: 'Verdict' },
    { title: 'Seed', kind: 'number' as const },
    { title: 'Setting', kind: 'word' as const },
    { title: `Flow, faults and stalls over ${duration(longest)}` },
    { title: 'Write stall', kind: 'number' as const },
    { title: 'Read stall', kind: 'number' as const },
    { title: 'Acknowledged', kind: 'number' as const },
    { title: 'Faults' },
  ];
  const rows = runs.map(({ number, run, totals }) => [
    linked(number, options),
    verdictTag(run),
    String(run.seed),
    run.setting,
    runStrip(run, longest),
    duration(totals.longestWriteStallMs),
    duration(totals.longestReadStallMs),
    count(totals.acknowledged),
    faultList(run.faults),
  ]);
  return markup`<section aria-labelledby="runs"><h2 id="runs">Every run, the worst first</h2>
<p>Blue: messages acknowledged. Grey: a fault, light until the cluster is whole again. Red, below: writes stand still.</p>
${table('Runs', columns, rows)}</section>`;
}

const seconds = (milliseconds: number): number | null => (isNever(milliseconds) ? null : milliseconds / 1000);

function seriesData(series: ProofSeries): unknown {
  const totals = series.runs.map((run) => totalsOf([run]));
  return {
    writeStalls: totals.map(({ longestWriteStallMs }) => seconds(longestWriteStallMs)),
    readStalls: totals.map(({ longestReadStallMs }) => seconds(longestReadStallMs)),
    verdicts: series.runs.map(({ verdict }) => verdict),
  };
}

function stallChart(series: ProofSeries): Markup {
  const { longestWriteStallMs, longestReadStallMs } = totalsOf(series.runs);
  const words = `At most ${duration(longestWriteStallMs)} without a write and ${duration(longestReadStallMs)} without a read in any run; each run's are in the table below.`;
  return markup`<section aria-labelledby="stalls"><h2 id="stalls">Stalls, run by run</h2>
<ul class="key"><li><span class="swatch broken"></span>broken run</li><li><span class="swatch inconclusive"></span>inconclusive run</li></ul>
${chart('chart-stalls', 'Longest stall of each run, in seconds', words)}</section>`;
}

/** The page of a series: one HTML file that needs nothing else. */
export function renderSeriesPage(series: ProofSeries, options: SeriesPageOptions = {}): string {
  const runs = worstFirst(series);
  const headline = seriesHeadline(series);
  const some = series.runs.length > 0;
  const body = markup`
${banner('Millrace proof · series', headline)}
${notHeld(runs, options)}
${some ? [settingTable(series), stallChart(series), distributionTable(series), runTable(runs, options)] : undefined}
${leftOutNote(series.runs)}
<section aria-labelledby="repeat"><h2 id="repeat">What was run, and how to repeat it</h2>
<pre class="command"><code>${series.command}</code></pre>
${facts([
  ['Started', date(series.startedAt)],
  ['Took', duration(series.runs.reduce((all, run) => all + run.durationMs, 0))],
  ['Targets', [...new Set(series.runs.map(({ target }) => target))].join('; ')],
  ['Kafka', [...new Set(series.runs.flatMap(({ kafkaVersions }) => kafkaVersions))].join(', ')],
])}
</section>
${dataElement('series-data', seriesData(series))}`;
  return renderPage({
    title: `${verdictWords[headline.verdict].word}: Millrace proof, ${count(series.runs.length)} runs`,
    body,
    scripts: some ? ['theme.js', 'series.js'] : [],
  });
}
