import type { ProofResult } from '../result';
import { count, date, duration } from './figures';
import { faultTable } from './fault-table';
import { leftOutNote } from './left-out';
import { flawList, lineTable } from './line-table';
import { dataElement, markup, type Markup } from './markup';
import { banner, facts, renderPage } from './page';
import { timelineData, timelineSection } from './timeline';
import { faultList, runHeadline, verdictWords } from './words';

const zeroFlawsAllowed = (result: ProofResult): Markup | undefined =>
  result.verdict === 'held' && result.lines.some((line) => line.lost.count + line.duplicated.count > 0)
    ? markup`<p class="note">It held although messages were lost or stored twice: the setting “${result.setting}” does not promise otherwise.</p>`
    : undefined;

const loadOf = ({ load }: ProofResult): string =>
  `${count(load.rate)} messages/s of ${count(load.valueBytes)} bytes to ${load.partitions} partitions, ${count(load.httpRate)} requests/s over HTTP`;

/** Stalls hang on them: a cluster with Kafka's own settings takes three times as long to notice. */
const settingsOf = ({ brokerSettings }: ProofResult): string => {
  const changed = Object.entries(brokerSettings).map(([name, value]) => `${name}=${value}`);
  return changed.length === 0 ? 'as deployed' : changed.join(', ');
};

const whatWasRun = (result: ProofResult): Markup => markup`
<section aria-labelledby="repeat"><h2 id="repeat">What was run, and how to repeat it</h2>
<pre class="command"><code>${result.command}</code></pre>
${facts([
  ['Seed', String(result.seed)],
  ['Setting', result.setting],
  ['Promise', result.promise],
  ['Target', result.target],
  ['Kafka', result.kafkaVersions.join(', ')],
  ['Brokers', count(result.brokers)],
  ['Broker settings', settingsOf(result)],
  ['Load', loadOf(result)],
  ['Replication factor', count(result.replicationFactor)],
  ['Min in-sync replicas', count(result.minInsyncReplicas)],
  ['Faults', faultList(result.faults)],
  ['Started', date(result.startedAt)],
  ['Took', duration(result.durationMs)],
])}
</section>`;

/** The page of one run: one HTML file that needs nothing else. */
export function renderRunPage(result: ProofResult): string {
  const { word } = verdictWords[result.verdict];
  const body = markup`
${banner(`Millrace proof · ${result.setting} · seed ${String(result.seed)}`, runHeadline(result))}
${zeroFlawsAllowed(result)}
<p class="lead"><strong>${result.setting}:</strong> ${result.promise}</p>
${timelineSection(result)}
${lineTable(result.lines)}
${faultTable(result.faults)}
${leftOutNote([result])}
${flawList(result.lines)}
${whatWasRun(result)}
${dataElement('timeline-data', timelineData(result))}`;
  return renderPage({
    title: `${word}: Millrace proof, ${result.setting}, seed ${result.seed}`,
    body,
    scripts: ['theme.js', 'bands.js', 'timeline.js'],
  });
}
