import { policyTexts } from './findings';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The text of `docs/policies.md`. */
export function policiesPage(): string {
  return [
    '# Policies',
    '',
    'Before anything is written, every object that a stack would create and every release of it is held against these rules. A stack',
    'that breaks one is refused with all that is wrong, each with its code, the object, what was found and what to do.',
    '',
    'What a rule must not hold for is listed, object by object and with the reason, in `modules/policies/exemptions.ts`. What the published',
    'charts make of their values is not seen here.',
    '',
    'Written from the rules by `npx tsx modules/policies/print-page.ts > docs/policies.md`; a test holds the two equal.',
    '',
    '| code | what must hold | how to fix it |',
    '|---|---|---|',
    ...policyTexts.map(({ code, title, fix }) => `| \`${code}\` | ${cell(title)} | ${cell(fix)} |`),
    '',
  ].join('\n');
}
