const [begin, end] = ['<!-- plan: eks-prod -->\n\n```text\n', '```\n\n<!-- end of plan -->'] as const;

/** docs/capacity.md with the table as it is printed now. @throws Error when the page has no place for it */
export function pageWith(page: string, table: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/capacity.md lacks the lines around its plan: ${begin}`);
  return `${page.slice(0, from + begin.length)}${table}${page.slice(to)}`;
}
