import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capacityErrors } from '../../../local/capacity/capacity-error';
import { reviewErrors } from '../../../local/review/review-error';
import { scanErrors } from '../../../local/scan/scan-error';

const repository = join(__dirname, '../../..');
const [, ...programs] = readFileSync(join(repository, 'docs/checks.md'), 'utf8').split(/^## /m);

describe('docs/checks.md', () => {
  it('has a table for each program, with a row for each code and the words of the code', () => {
    const tables = programs.map((text) =>
      [...text.matchAll(/^\| `(\w+)` *\| (.+?) *\| \S/gm)].map(([, code, when]) => [code, when]),
    );
    expect(tables).toEqual([scanErrors, reviewErrors, capacityErrors].map((errors) => Object.entries(errors)));
  });

  it('names targets of the Makefile above each table', () => {
    const makefile = readFileSync(join(repository, 'Makefile'), 'utf8');
    const named = programs.flatMap((text) => (text.split('\n', 1)[0] ?? '').replace('make ', '').split(', '));
    expect(named.length).toBeGreaterThanOrEqual(programs.length);
    expect(named.filter((target) => !new RegExp(`^${target}:`, 'm').test(makefile))).toEqual([]);
  });
});
