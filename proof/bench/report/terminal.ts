import { renderTable } from '../../../local/platform/table';
import type { CaseResult, SuiteResult } from '../result';
import { contenderTable, ratioTable, type Table } from './table';

const rendered = ({ header, rows }: Table): string => renderTable(header, rows);

function caseText(result: CaseResult): string {
  const ratios = ratioTable(result);
  const leftOut = result.leftOut.map(({ name, reason }) => `  left out: ${name}: ${reason}\n`).join('');
  return `\n${result.title}\n\n${rendered(contenderTable(result))}${ratios === undefined ? '' : `\n${rendered(ratios)}`}${leftOut}`;
}

export function suiteText({ title, cases }: SuiteResult): string {
  return `\n${title}\n${cases.map(caseText).join('')}`;
}
