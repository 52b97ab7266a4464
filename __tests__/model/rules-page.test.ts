import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleTexts } from '../../model/rules';
import { rulesPage } from '../../model/rules/page';

const page = readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8');

describe('docs/rules.md', () => {
  it('explains every code of the registry, and none that is gone', () => {
    const documented = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(documented).toEqual(ruleTexts.map(({ code }) => code));
  });

  it('says of each rule what the rule says of itself', () => {
    expect(page).toBe(rulesPage());
  });
});
