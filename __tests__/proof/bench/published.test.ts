import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderBeside } from '../../../proof/bench/report/write';
import { parseResult } from '../../../proof/bench/result-file';

const root = join(__dirname, '../../..');
const file = join(root, 'docs/benchmark.json');
const files = ['json', 'md', 'svg'].map((ending) => join(root, `docs/benchmark.${ending}`));

/** What the repository shows of the benchmark is what its result file says, and nothing was written by hand. */
describe('docs/benchmark', () => {
  it('is there as a whole: figures, document and chart, or not at all', () => {
    expect(new Set(files.map(existsSync)).size).toBe(1);
  });

  it('has the document and the chart that the figures give', () => {
    const wanted = existsSync(file) ? renderBeside(file, parseResult(readFileSync(file, 'utf8'), file), root) : [];
    expect(wanted).toHaveLength(existsSync(file) ? 2 : 0);
    for (const { file: rendered, text } of wanted) expect(readFileSync(rendered, 'utf8')).toBe(text);
  });
});
