import { exporters, notScrapedOn, scrapedOn, type ExporterName, type SmallPlace } from './catalog';
import { allSignals } from './index';
import { expressionFor, type Expression, type Signal, type SignalGroup } from './signal';

/** Where else signals are used; nothing is said of what is not given. */
export interface SignalUses {
  /** Titles of the dashboards that show it. */
  readonly shownOn?: (signal: Signal) => readonly string[];
  /** Names of the alerts that are made of it. */
  readonly alertsOf?: (signal: Signal) => readonly string[];
}

const groups = {
  brokers: 'Brokers',
  quorum: 'Metadata quorum',
  topics: 'Topics',
  groups: 'Consumer groups',
  services: 'Services',
  platform: 'Platform',
} as const satisfies Readonly<Record<SignalGroup, string>>;

interface Column {
  readonly title: string;
  readonly of: (signal: Signal) => string;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

/** One source of a signal, which may take several exporters. */
const source = (expression: Expression): string =>
  [...expression('5m').exporters].map((exporter) => exporters[exporter].title).join(' and ');

/** Beside a cluster, which has all of them. */
const places = (signal: Signal): string =>
  Object.entries(scrapedOn)
    .filter(([, scraped]) => expressionFor(signal, scraped) !== undefined)
    .map(([place]) => place)
    .join(', ') || '—';

function columns({ shownOn, alertsOf }: SignalUses): readonly Column[] {
  return [
    { title: 'signal', of: ({ name, title }) => `${title}<br>\`${name}\`` },
    { title: 'unit', of: ({ unit }) => unit },
    { title: 'what it means', of: ({ meaning }) => meaning },
    { title: 'one line for each', of: ({ by }) => code(by) || '—' },
    { title: 'from', of: ({ expressions }) => [...new Set(expressions.map(source))].join('; else ') },
    { title: 'also on', of: places },
    ...(shownOn === undefined
      ? []
      : [{ title: 'shown on', of: (signal: Signal) => shownOn(signal).join(', ') || '—' }]),
    ...(alertsOf === undefined
      ? []
      : [{ title: 'alerts', of: (signal: Signal) => alertsOf(signal).join(', ') || '—' }]),
  ];
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Why signals are missing where there is no cluster, by what would know them. */
function missingExporters(): string[] {
  const places = Object.keys(notScrapedOn) as SmallPlace[];
  const titles = Object.entries(exporters).flatMap(([name, { title }]) => {
    const reasons = places.map((place) => notScrapedOn[place][name as ExporterName]);
    return reasons.every((reason) => reason === undefined)
      ? []
      : [row([title, ...reasons.map((reason) => reason ?? '—')])];
  });
  return [row(['not scraped', ...places.map((place) => `on ${place}`)]), '|---|---|---|', ...titles, ''];
}

/** The text of `docs/signals.md`. */
export function signalsPage(uses: SignalUses = {}): string {
  const all = columns(uses);
  const sections = Object.entries(groups).flatMap(([group, title]) => [
    `## ${title}`,
    '',
    row(all.map((column) => column.title)),
    `|${'---|'.repeat(all.length)}`,
    ...allSignals
      .filter((signal) => signal.group === group)
      .map((signal) => row(all.map(({ of }) => cell(of(signal))))),
    '',
  ]);
  return [
    '# Signals',
    '',
    'What is worth knowing of a running platform, each thing written once in `modules/monitoring/signals`: dashboards and alerts are',
    'made of it. Every signal is there on minikube and EKS; the column "also on" says where else. Of several sources the first',
    'that is scraped is taken. What only an exporter that is not there can answer is left out there, and so are its alerts.',
    '',
    ...missingExporters(),
    'Written by `npx tsx local/observability/print-signals.ts > docs/signals.md`; a test holds the two equal.',
    '',
    ...sections.slice(0, -1),
    '',
  ].join('\n');
}
