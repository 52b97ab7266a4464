import type { Contracts } from '../contracts';
import type { Draft } from '../draft';
import type { Violation } from '../violation';

export type Part = keyof Draft;

/** What a rule found; what it leaves out is said by the rule for all of its findings. */
export interface Finding {
  /** Made with `pathTo`. */
  readonly path: string;
  readonly got: string;
  /** @default - the rule's */
  readonly allowed?: string;
  /** @default - the rule's */
  readonly fix?: string;
}

/** What is said of a rule in `docs/rules.md` and in each violation. */
export interface RuleText {
  /** Stable: the noun it is about, then what is wrong with it. Never reused for something else. */
  readonly code: string;
  /** What must hold, in a sentence. */
  readonly title: string;
  readonly allowed: string;
  readonly fix: string;
}

/**
 * `value`: one value by itself. `relation`: several values together; it sees only parts whose own values are right, so that
 * a wrong number is explained once, by its own rule.
 */
export type RuleKind = 'value' | 'relation';

export interface Rule extends RuleText {
  readonly kind: RuleKind;
  /** The parts of an environment that it looks at. It does not run while one of them is missing. */
  readonly needs: readonly Part[];
  readonly check: (draft: Partial<Draft>, contracts: Contracts) => Violation[];
}

interface Definition<P extends Part> extends RuleText {
  readonly needs: readonly P[];
  readonly check: (draft: Pick<Draft, P>, contracts: Contracts) => readonly Finding[];
}

function hasAll<P extends Part>(draft: Partial<Draft>, needs: readonly P[]): draft is Partial<Draft> & Pick<Draft, P> {
  return needs.every((part) => draft[part] !== undefined);
}

function rule<P extends Part>(kind: RuleKind, { check, ...text }: Definition<P>): Rule {
  const { code, title, allowed, fix, needs } = text;
  return {
    ...text,
    kind,
    check: (draft, contracts) =>
      hasAll(draft, needs)
        ? check(draft, contracts).map((finding) => ({ code, rule: title, allowed, fix, ...finding }))
        : [],
  };
}

export const valueRule = <P extends Part>(definition: Definition<P>): Rule => rule('value', definition);
export const relationRule = <P extends Part>(definition: Definition<P>): Rule => rule('relation', definition);
