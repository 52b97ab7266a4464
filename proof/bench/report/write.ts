import { basename, dirname, join, relative, sep } from 'node:path';
import { writeWhole } from '../../../local/kafka/write-whole';
import type { BenchResult } from '../result';
import { renderChart } from './chart';
import { renderMarkdown } from './markdown';

export interface Rendered {
  readonly file: string;
  readonly text: string;
}

/** The document and the chart that belong beside a result file: same name, other endings. */
export function renderBeside(resultFile: string, result: BenchResult, from: string): Rendered[] {
  const name = basename(resultFile).replace(/\.json$/, '');
  const source = relative(from, resultFile).split(sep).join('/');
  const folder = dirname(resultFile);
  return [
    { file: join(folder, `${name}.md`), text: renderMarkdown(result, { source, chart: `${name}.svg` }) },
    { file: join(folder, `${name}.svg`), text: renderChart(result) },
  ];
}

export async function writeRendered(all: readonly Rendered[]): Promise<void> {
  for (const { file, text } of all) await writeWhole(file, text);
}
