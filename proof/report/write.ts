import { join } from 'node:path';
import { writeWhole } from '../../local/kafka/write-whole';
import type { ProofResult, ProofSeries } from '../result';
import { renderRunPage } from './run-page';
import { renderSeriesPage } from './series-page';

export { writeWhole };

export interface ReportFiles {
  readonly json: string;
  readonly html: string;
}

async function writeBoth(folder: string, name: string, value: object, page: string): Promise<ReportFiles> {
  const files = { json: join(folder, `${name}.json`), html: join(folder, `${name}.html`) };
  // Infinity, a recovery that never came, is null in JSON; pages read both as `never`.
  await writeWhole(files.json, `${JSON.stringify(value, undefined, 2)}\n`);
  await writeWhole(files.html, page);
  return files;
}

/** `<name>.json` and `<name>.html` of one run. @param name @default proof */
export const writeRunReport = (folder: string, result: ProofResult, name = 'proof'): Promise<ReportFiles> =>
  writeBoth(folder, name, result, renderRunPage(result));

/**
 * `<name>.json` and `<name>.html` of a series, and beside them, linked, a page for each run that did not hold
 * (`<name>-run-<number>.html`); the runs' timelines are in the JSON. @param name @default proof-series
 */
export async function writeSeriesReport(
  folder: string,
  series: ProofSeries,
  name = 'proof-series',
): Promise<ReportFiles> {
  const pageOf = (number: number): string | undefined =>
    series.runs[number - 1]?.verdict === 'held' ? undefined : `${name}-run-${number}.html`;
  for (const [index, run] of series.runs.entries()) {
    const page = pageOf(index + 1);
    if (page !== undefined) await writeWhole(join(folder, page), renderRunPage(run));
  }
  return writeBoth(folder, name, series, renderSeriesPage(series, { pageOf }));
}
