import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployErrors } from '../../../local/deploy/deploy-error';

describe('docs/deploy-errors.md', () => {
  it('has a row for each code, with the words of the code', () => {
    const page = readFileSync(join(__dirname, '../../../docs/deploy-errors.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` *\| (.+?) *\| \S/gm)].map(([, code, when]) => [code, when]);
    expect(rows).toEqual(Object.entries(deployErrors));
  });
});
