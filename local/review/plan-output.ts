import { stripVTControlCharacters } from 'node:util';

/** What a plan would do to a stack, in resources. One that is replaced is neither added nor destroyed here. */
export interface Changes {
  readonly add: number;
  readonly change: number;
  readonly replace: number;
  readonly destroy: number;
}

/** What `cdktf diff` printed of a stack, read. */
export interface PlanOutput {
  /** Undefined when there is no plan: it failed. */
  readonly changes: Changes | undefined;
  /** The plan without what comes before and behind it; of one that failed, everything. */
  readonly details: string;
}

const NOTHING: Changes = { add: 0, change: 0, replace: 0, destroy: 0 };

/** Terraform's own words: the plan's last line, and the lines above each resource. */
const TOTAL = /^Plan: (?:\d+ to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy/m;
const REPLACED = /^ {2}# \S.* (?:must be replaced|will be replaced)/gm;
const WITHOUT_RESOURCES = /^(?:No changes\.|Changes to Outputs:)/m;
const BEGIN = /^(?:Terraform used the selected providers|No changes\.|Changes to Outputs:)/m;
const END = /^(?:─{10,}|Saved the plan to:)/m;

/** CDKTF writes the stack's name before the first line of each portion, and as many blanks before the others. */
function withoutName(text: string, stack: string): string {
  const margin = new RegExp(`^(?:${stack}  | {${stack.length + 2}})`);
  return text
    .split('\n')
    .map((line) => line.replace(margin, '').trimEnd())
    .join('\n');
}

function changesIn(text: string): Changes | undefined {
  const total = TOTAL.exec(text);
  if (total === null) return WITHOUT_RESOURCES.test(text) ? NOTHING : undefined;
  const [add = 0, change = 0, destroy = 0] = total.slice(1).map(Number);
  // Terraform counts each twice: as one more and as one less.
  const replace = text.match(REPLACED)?.length ?? 0;
  return { add: add - replace, change, replace, destroy: destroy - replace };
}

/** Reads what `make diff` kept of a stack. */
export function readPlan(output: string, stack: string): PlanOutput {
  const text = withoutName(stripVTControlCharacters(output).replaceAll('\r', '\n'), stack);
  const changes = changesIn(text);
  if (changes === undefined) return { changes, details: text.trim() };
  const begun = text.slice(text.search(BEGIN));
  const end = begun.search(END);
  return { changes, details: (end === -1 ? begun : begun.slice(0, end)).trim() };
}
