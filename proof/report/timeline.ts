import type { ProofResult, Timeline } from '../result';
import { count, counted, duration, isNever, moment } from './figures';
import { markup, table, type Markup } from './markup';
import { chart } from './page';
import { readStalls, SHADED_STALL_MS, writeStalls, type Stretch } from './stretches';
import { largest, sum } from './totals';

type Rates = Readonly<Record<string, readonly number[]>>;

function perSecond(counts: Timeline['acknowledged'], everyMs: number): Rates {
  return Object.fromEntries(
    Object.entries(counts).map(([line, steps]) => [line, steps.map((value) => (value * 1000) / everyMs)]),
  );
}

const inSeconds = (stretches: readonly Stretch[]): readonly (readonly number[])[] =>
  stretches.map(({ fromMs, toMs }) => [fromMs / 1000, toMs / 1000]);

/** What the page's script draws; times in seconds, rates in messages a second. */
export function timelineData(result: ProofResult): unknown {
  const { timeline, faults, durationMs } = result;
  const end = (at: number): number => (isNever(at) ? durationMs : at) / 1000;
  return {
    everySeconds: timeline.everyMs / 1000,
    steps: timeline.brokersRunning.length,
    acknowledged: perSecond(timeline.acknowledged, timeline.everyMs),
    processed: perSecond(timeline.processed, timeline.everyMs),
    smallestIsr: timeline.smallestIsr,
    brokersRunning: timeline.brokersRunning,
    brokers: result.brokers,
    minInsyncReplicas: result.minInsyncReplicas,
    writeStalls: inSeconds(writeStalls(timeline)),
    readStalls: inSeconds(readStalls(timeline)),
    faults: faults.map(({ name, fromMs, healedMs, wholeMs }, index) => ({
      number: index + 1,
      name,
      from: fromMs / 1000,
      healed: end(healedMs),
      whole: end(wholeMs),
    })),
  };
}

/** The chart in words, for who cannot see it. */
function rateWords(counts: Timeline['acknowledged'], stalls: readonly Stretch[], everyMs: number): string {
  const lines = Object.entries(counts).map(([line, steps]) => {
    const mean = (sum(steps) * 1000) / everyMs / Math.max(1, steps.length);
    return `Line ${line}: ${count(mean)} a second on average, ${count((largest(steps) * 1000) / everyMs)} at most.`;
  });
  const pauses = stalls.map(({ fromMs, toMs }) => `${moment(fromMs)} to ${moment(toMs)}`);
  return `${lines.join(' ')} ${stalls.length === 0 ? 'No stall.' : `${counted(stalls.length, 'stall')}: ${pauses.join(', ')}.`}`;
}

function clusterWords({ timeline, brokers }: ProofResult): string {
  const known = timeline.smallestIsr.filter((size) => size !== null);
  const isr =
    known.length === 0 ? 'The smallest ISR is not known.' : `The smallest ISR was ${Math.min(...known)} at its lowest.`;
  const silent = timeline.smallestIsr.length - known.length;
  const running = Math.min(brokers, ...timeline.brokersRunning);
  return `${isr} Nobody answered for ${duration(silent * timeline.everyMs)}. At least ${counted(running, 'broker')} of ${brokers} ran.`;
}

const WORDED_ROWS = 40;

/** The same in figures: sums of so many steps that there are few rows. */
function inFigures({ timeline }: ProofResult): Markup {
  const steps = timeline.brokersRunning.length;
  const each = Math.max(1, Math.ceil(steps / WORDED_ROWS));
  const starts = Array.from({ length: Math.ceil(steps / each) }, (_, index) => index * each);
  const lines = [
    ...Object.entries(timeline.acknowledged).map(([line, values]) => ({ title: `${line} acknowledged`, values })),
    ...Object.entries(timeline.processed).map(([line, values]) => ({ title: `${line} processed`, values })),
  ];
  const columns = ['From', ...lines.map(({ title }) => title), 'Smallest ISR', 'Brokers running'];
  const rows = starts.map((start) => {
    const isr = timeline.smallestIsr.slice(start, start + each).filter((size) => size !== null);
    return [
      moment(start * timeline.everyMs),
      ...lines.map(({ values }) => count(sum(values.slice(start, start + each)))),
      isr.length === 0 ? 'no answer' : count(Math.min(...isr)),
      count(Math.min(...timeline.brokersRunning.slice(start, start + each))),
    ];
  });
  const numbers = columns.map((title) => ({ title, kind: 'number' as const }));
  const caption = `Messages in each ${duration(each * timeline.everyMs)}, smallest ISR and fewest brokers`;
  return markup`<details><summary>The timeline in figures</summary>${table(caption, numbers, rows)}</details>`;
}

const key = markup`<ul class="key">
<li><span class="swatch fault"></span>fault is on</li>
<li><span class="swatch healing"></span>undone, not yet whole</li>
<li><span class="swatch stall"></span>a line stands still for ${SHADED_STALL_MS / 1000} s or longer</li>
</ul>
<p>Faults have the numbers of their table below. At the end the writers are stopped and the readers take what is left.</p>`;

export function timelineSection(result: ProofResult): Markup {
  const { timeline } = result;
  const words = (counts: Timeline['acknowledged'], stalls: readonly Stretch[]): string =>
    rateWords(counts, stalls, timeline.everyMs);
  return markup`
<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
${key}
${chart('chart-acknowledged', 'Acknowledged, messages a second', words(timeline.acknowledged, writeStalls(timeline)))}
${chart('chart-processed', 'Processed, messages a second', words(timeline.processed, readStalls(timeline)))}
${chart('chart-cluster', 'Smallest ISR and running brokers', clusterWords(result))}
<noscript><p class="note">The charts are drawn by the script in this page, which is switched off. The same in figures:</p></noscript>
${inFigures(result)}
</section>`;
}
