import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exemptions } from '../../../modules/policies/exemptions';
import { policyTexts } from '../../../modules/policies/findings';
import { policiesPage } from '../../../modules/policies/page';

describe('docs/policies.md', () => {
  it('explains each code, and says of it what the policy says of itself', () => {
    expect(readFileSync(join(__dirname, '../../../docs/policies.md'), 'utf8')).toBe(policiesPage());
  });
});

describe('the exemptions', () => {
  it('are each from a policy that there is, and have a reason', () => {
    const codes = policyTexts.map(({ code }) => code);
    for (const { code, reason } of exemptions) {
      expect(codes).toContain(code);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
