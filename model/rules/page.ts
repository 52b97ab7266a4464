import { ruleTexts } from './index';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The text of `docs/rules.md`. */
export function rulesPage(): string {
  const lines = ruleTexts.map(
    ({ code, title, allowed, fix }) => `| \`${code}\` | ${cell(title)} | ${cell(allowed)} | ${cell(fix)} |`,
  );
  return [
    '# Rules of the model',
    '',
    'An environment is refused with all of its violations at once. Each names the path, the value, what is allowed and a fix; its',
    'code is stable and is explained here. What follows from a value that is wrong by itself is checked once that value is right.',
    '',
    'Written from the rules by `npx tsx model/rules/print-page.ts > docs/rules.md`; a test holds the two equal.',
    '',
    '| code | what must hold | allowed | how to fix it |',
    '|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}
