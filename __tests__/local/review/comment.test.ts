import { commentOf, LONGEST_COMMENT, marker, type StackPlan } from '../../../local/review/comment';

const none = { add: 0, change: 0, replace: 0, destroy: 0 };
const plan = (stack: string, details: string, changes: StackPlan['changes'] = none): StackPlan => ({
  stack,
  isWithoutState: false,
  changes,
  details,
});
const of = (...plans: readonly StackPlan[]): string =>
  commentOf({
    plans,
    notes: ['`minikube` is not planned: here.'],
    commit: '0123456789abcdef',
    run: 'https://github.example/run/1',
  });

describe('the comment on a pull request', () => {
  it('begins with the mark by which it is found, names the commit, and has a line for each stack', () => {
    const text = of(plan('bootstrap', 'a'), plan('eks-prod', 'b', { add: 1, change: 2, replace: 3, destroy: 4 }));
    expect(text.startsWith(`${marker}\n`)).toBe(true);
    expect(text).toContain('0123456789ab would');
    expect(text).toContain('| `bootstrap` | 0 | 0 | 0 | 0 |');
    expect(text).toContain('| `eks-prod` | 1 | 2 | **3** | **4** |');
    expect(text).toContain('`minikube` is not planned: here.');
  });

  it('folds the plan of each stack, below what it comes to', () => {
    const text = of(plan('bootstrap', 'nothing here'), plan('eks-prod', '+ vpc', { ...none, add: 1 }));
    expect(text).toContain('<details><summary>bootstrap: no changes</summary>\n\n```\nnothing here\n```\n\n</details>');
    expect(text).toContain(
      '<summary>eks-prod: 1 to add, 0 to change, 0 to replace, 0 to destroy</summary>\n\n```\n+ vpc\n```',
    );
  });

  it('tells a failure as one', () => {
    const text = of({ ...plan('eks-prod', 'Error: no credentials'), changes: undefined });
    expect(text).toContain('| `eks-prod` | **the plan failed** |');
    expect(text).toContain('<summary>eks-prod: the plan failed</summary>\n\n```\nError: no credentials');
  });

  it('folds a stack whose state it has not under one line that says why: it would add all of it every time', () => {
    const bootstrap = { ...plan('bootstrap', '+ bucket', { ...none, add: 31 }), isWithoutState: true };
    const text = of(bootstrap, plan('eks-prod', 'nothing'));
    expect(text).not.toContain('| `bootstrap`');
    expect(text).not.toContain('31');
    expect(text).toMatch(
      /<summary>bootstrap: planned as if it were never deployed, .*<\/summary>\n\n```\n\+ bucket\n```/,
    );
    expect(text).toContain('| `eks-prod` | 0 | 0 | 0 | 0 |');
    expect(of(bootstrap)).not.toContain('| stack |');
  });

  it('tells of such a stack what it does not always say: a failure, a change', () => {
    const bootstrap = (changes: StackPlan['changes']): string =>
      of({ ...plan('bootstrap', 'said'), changes, isWithoutState: true });
    expect(bootstrap(undefined)).toContain('| `bootstrap` | **the plan failed** |');
    for (const kind of ['change', 'replace', 'destroy'] as const)
      expect(bootstrap({ ...none, [kind]: 1 })).toMatch(/^\| `bootstrap` \| .*1/m);
  });

  it('lets no text of a plan out of its frame', () => {
    expect(of(plan('eks-prod', 'a\n````\n<b>'))).toContain('\n`````\na\n````\n<b>\n`````\n');
  });

  it('needs no plan', () => {
    expect(of()).not.toContain('| stack |');
  });
});

describe('a comment about long plans', () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at} of a plan`).join('\n');

  it('is never longer than GitHub takes, and says what is cut', () => {
    const text = of(plan('bootstrap', lines(9_000)), plan('eks-prod', lines(9_000)), plan('eks-staging', 'short'));
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(text.length).toBeGreaterThan(LONGEST_COMMENT * 0.6);
    expect(text.match(/Cut here: the whole of it, \d+ characters, is in \[the log]/g)).toHaveLength(2);
    expect(text).toContain('short');
    expect(text.match(/<details>/g)).toHaveLength(3);
    expect(text.match(/<\/details>/g)).toHaveLength(3);
  });

  it('is cut between lines: the end of a plan, the beginning of what a failure says', () => {
    const text = of(plan('bootstrap', lines(9_000)), { ...plan('eks-prod', lines(9_000)), changes: undefined });
    const [, first = '', , second = ''] = text.split('```');
    expect(first).toMatch(/^\nline 0 of a plan\n[^]* of a plan\n$/);
    expect(second).toMatch(/^\nline \d+ of a plan\n[^]*line 8999 of a plan\n$/);
  });

  it('leaves the room that one stack does not need to those after it', () => {
    expect(of(plan('bootstrap', 'short'), plan('eks-prod', lines(3_000)))).not.toContain('Cut here');
  });

  it.each([0, 1, 2, 3, 5, 8])('keeps to the limit whatever the lengths are: %d', (seed) => {
    const plans = Array.from({ length: seed + 1 }, (_, at) =>
      plan(`stack-${at}`, `${lines(((at + seed) % 3) * 4_000)}${'`'.repeat(seed)}`),
    );
    expect(of(...plans).length).toBeLessThanOrEqual(LONGEST_COMMENT);
  });
});
