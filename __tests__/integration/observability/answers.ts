import type { PrometheusApi } from '../../../local/observability/prometheus-api';
import { allSignals } from '../../../modules/monitoring/signals';
import { notScrapedOn, scrapedOn, type ExporterName } from '../../../modules/monitoring/signals/catalog';

/** What is scraped on a laptop. */
export const scraped = scrapedOn.laptop;

/** Why what only these know is not known here. */
export const absentExporters = notScrapedOn.laptop;

/** Signals whose exporter is scraped and which still have no answer here, with the reason. */
export const unanswerable: Readonly<Record<string, string>> = {
  'notification-failures': 'no Alertmanager runs here',
};

interface Asked {
  readonly signal: string;
  readonly text: string;
}

/** One answer that is a number is enough: a quantile of nothing is none. */
const isAnswer = (values: readonly number[]): boolean => values.some(Number.isFinite);

/** Expressions over what is scraped, and which of them have had an answer so far. */
export class Answers {
  private open: readonly Asked[] = allSignals.flatMap(({ name, expressions }) =>
    expressions
      .map((expression) => expression('5m'))
      .filter(({ exporters }) => [...exporters].every((exporter) => scraped.has(exporter)))
      .map(({ text }) => ({ signal: name, text })),
  );

  readonly asked: number = this.open.length;

  /** Asks again for what had no answer yet. */
  async collect(prometheus: PrometheusApi): Promise<void> {
    const asked = await Promise.all(
      this.open.map(async (each) => {
        const samples = await prometheus.query(each.text);
        return isAnswer(samples.map(({ value }) => value)) ? [] : [each];
      }),
    );
    this.open = asked.flat();
  }

  /** What has had no answer at any time. */
  get missing(): readonly Asked[] {
    return this.open;
  }
}

/** Signals of which no expression is over what is scraped, by the exporters that they would need. */
export const beyond: ReadonlyMap<string, readonly ExporterName[]> = new Map(
  allSignals
    .map(({ name, expressions }) => [name, expressions.map((expression) => [...expression('5m').exporters])] as const)
    .filter(([, sources]) => !sources.some((source) => source.every((exporter) => scraped.has(exporter))))
    .map(([name, sources]) => [name, sources.flat().filter((exporter) => !scraped.has(exporter))]),
);
