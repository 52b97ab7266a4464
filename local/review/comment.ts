import type { Changes, PlanOutput } from './plan-output';

/** GitHub refuses a comment with more characters. */
export const LONGEST_COMMENT = 65_536;

/** By this, which nobody sees, the next run finds the comment. */
export const marker = '<!-- millrace: cdktf diff -->';

export interface StackPlan extends PlanOutput {
  readonly stack: string;
  /** Its state is a file that CI does not have: every plan would add all of it. */
  readonly isWithoutState: boolean;
}

export interface CommentProps {
  readonly plans: readonly StackPlan[];
  /** What must be known beside the plans, a sentence each. */
  readonly notes: readonly string[];
  /** Of the commit that was planned. */
  readonly commit: string;
  /** Of the run, with the whole output. */
  readonly run: string;
}

const hasChanges = ({ add, change, replace, destroy }: Changes): boolean => add + change + replace + destroy > 0;

/** Of one without a state it says nothing that it adds: it always would. Anything else is told as of the others. */
function isUnknown({ isWithoutState, changes }: StackPlan): boolean {
  return isWithoutState && changes !== undefined && changes.change + changes.replace + changes.destroy === 0;
}

function row({ stack, changes }: StackPlan): string {
  if (changes === undefined) return `| \`${stack}\` | **the plan failed** | | | |`;
  const { add, change, replace, destroy } = changes;
  const cells = [add, change, replace, destroy].map((count, at) => (at > 1 && count > 0 ? `**${count}**` : `${count}`));
  return `| \`${stack}\` | ${cells.join(' | ')} |`;
}

function title(plan: StackPlan): string {
  const { stack, changes } = plan;
  if (isUnknown(plan))
    return `${stack}: planned as if it were never deployed, for its state is a file on the machine of who deploys it`;
  if (changes === undefined) return `${stack}: the plan failed`;
  if (!hasChanges(changes)) return `${stack}: no changes`;
  const { add, change, replace, destroy } = changes;
  return `${stack}: ${add} to add, ${change} to change, ${replace} to replace, ${destroy} to destroy`;
}

/** Longer than any within, so that nothing of a plan can end it. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  return '`'.repeat(longest + 1);
}

/** The first whole lines that fit; of a plan that failed the last, where the reason is. */
function cut(text: string, room: number, fromEnd: boolean): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  let left = room;
  for (const line of fromEnd ? lines.reverse() : lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return (fromEnd ? kept.reverse() : kept).join('\n');
}

const NOTE_ROOM = 200;

function section(plan: StackPlan, room: number, run: string): string {
  const open = `<details><summary>${title(plan)}</summary>\n\n`;
  const close = '\n\n</details>';
  const fence = fenceFor(plan.details);
  const frame = open.length + close.length + 2 * fence.length + 8;
  if (plan.details.length + frame <= room) return `${open}${fence}\n${plan.details}\n${fence}${close}`;
  const note = `\n\nCut here: the whole of it, ${plan.details.length} characters, is in [the log](${run}).`;
  const text = cut(plan.details, Math.max(0, room - frame - NOTE_ROOM), plan.changes === undefined);
  return `${open}${fence}\n${text}\n${fence}${note}${close}`;
}

/** The comment on a pull request about all stacks, in Markdown: never longer than GitHub takes. */
export function commentOf({ plans, notes, commit, run }: CommentProps, longest: number = LONGEST_COMMENT): string {
  const rows = plans.filter((plan) => !isUnknown(plan)).map(row);
  const table = ['| stack | add | change | replace | destroy |', '|---|---|---|---|---|', ...rows];
  const head = [
    `${marker}\n### What a deploy of ${commit.slice(0, 12)} would change`,
    ...(rows.length > 0 ? [table.join('\n')] : []),
    ...notes,
  ].join('\n\n');
  const tail = `\n\n[Run](${run})\n`;
  let left = longest - head.length - tail.length;
  const sections = plans.map((plan, at) => {
    // The same share for each; what one does not need is the next ones'.
    const text = `\n\n${section(plan, Math.floor(left / (plans.length - at)) - 2, run)}`;
    left -= text.length;
    return text;
  });
  return `${head}${sections.join('')}${tail}`;
}
