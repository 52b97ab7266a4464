import { readPlan } from '../../../local/review/plan-output';

/** As `cdktf diff` of cdktf-cli 0.21 with Terraform prints it: the stack's name before each portion, blanks before its other lines. */
function printed(stack: string, portions: readonly (readonly string[])[]): string {
  const margin = ' '.repeat(stack.length + 2);
  return portions
    .map(([first = '', ...others]) =>
      [`${stack}  ${first}`, ...others.map((line) => line && `${margin}${line}`)].join('\n'),
    )
    .join('\n');
}

const initialized = ['Initializing the backend...', 'Initializing provider plugins...', ''];
const begin = ['Terraform used the selected providers to generate the following execution', 'plan.', ''];
const updated = [
  '  # terraform_data.one (one) will be updated in-place',
  '  ~ resource "terraform_data" "one" {',
  '      ~ input  = "a" -> "changed"',
  '    }',
  '',
];
const replaced = [
  '  # terraform_data.two (two) must be replaced',
  '-/+ resource "terraform_data" "two" {',
  '      ~ triggers_replace = "x" -> "y"',
  '    }',
  '',
];
const asked = ['  # aws_vpc.three will be replaced, as requested', '-/+ resource "aws_vpc" "three" {', '    }', ''];
const end = ['', '─────────────────────────────', '', 'Saved the plan to: plan', '', '    terraform apply "plan"'];

const plan = (...lines: readonly string[]): string => printed('eks-prod', [initialized, [...begin, ...lines, ...end]]);

describe('the output of a diff', () => {
  it('gives what is added, changed, replaced and destroyed; a replacement is neither of the others', () => {
    const text = plan(...updated, ...replaced, ...asked, 'Plan: 3 to add, 1 to change, 4 to destroy.');
    expect(readPlan(text, 'eks-prod').changes).toEqual({ add: 1, change: 1, replace: 2, destroy: 2 });
  });

  it('gives that of a stack that was never deployed, coloured as for a terminal', () => {
    const text = plan('\u001b[1mPlan:\u001b[0m 3 to add, 0 to change, 0 to destroy.');
    expect(readPlan(text, 'eks-prod').changes).toEqual({ add: 3, change: 0, replace: 0, destroy: 0 });
  });

  it('counts no words of a value as changes', () => {
    const value = [
      '      + text = <<-EOT',
      '            # it must be replaced',
      '            Plan: 9 to add, 9 to change, 9 to destroy.',
    ];
    const text = plan(...value, 'Plan: 0 to add, 1 to change, 0 to destroy.');
    expect(readPlan(text, 'eks-prod').changes).toEqual({ add: 0, change: 1, replace: 0, destroy: 0 });
  });

  it('gives none when nothing changes, or outputs only', () => {
    for (const words of ['No changes. Your infrastructure matches the configuration.', 'Changes to Outputs:']) {
      const { changes, details } = readPlan(printed('bootstrap', [initialized, [words, '', '  more']]), 'bootstrap');
      expect(changes).toEqual({ add: 0, change: 0, replace: 0, destroy: 0 });
      expect(details).toBe(`${words}\n\n  more`);
    }
  });

  it('shows the plan alone, without the margin', () => {
    const { details } = readPlan(plan(...updated, 'Plan: 0 to add, 1 to change, 0 to destroy.'), 'eks-prod');
    expect(details).toBe([...begin, ...updated, 'Plan: 0 to add, 1 to change, 0 to destroy.'].join('\n'));
  });

  it('rejects one that has no plan, and keeps all of it', () => {
    const { changes, details } = readPlan(printed('eks-prod', [['Error: no credentials', 'for S3']]), 'eks-prod');
    expect(changes).toBeUndefined();
    expect(details).toBe('Error: no credentials\nfor S3');
    expect(readPlan('', 'eks-prod').changes).toBeUndefined();
  });
});
