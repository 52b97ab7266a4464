import { isUnit } from './units';

/** One thing that is wrong with an environment. Decisions read `code`; people read the rest. */
export interface Violation {
  /** Where, as it is written in the spec: `topics['dev.pingpong.failed'].partitions`; `$` is the whole spec. */
  readonly path: string;
  /** Stable: `docs/rules.md` lists them all. */
  readonly code: string;
  /** What must hold, in a sentence. */
  readonly rule: string;
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
}

const plainKey = /^[A-Za-z0-9_-]+$/;

/** Path of a member, as one would write it in the spec. */
export function pathTo(...keys: readonly PropertyKey[]): string {
  const steps = keys.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    const text = String(key);
    return plainKey.test(text) ? `.${text}` : `['${text}']`;
  });
  return steps.join('').replace(/^\./, '') || '$';
}

/** Is the first path the second one, or inside of it? */
export function isWithin(path: string, outer: string): boolean {
  return outer === '$' || path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** A value as a person would read it; never throws and is never long. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return isUnit(value) ? value.toString() : 'an object';
  return `a ${typeof value}`;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function paragraph(violation: Violation, index: number): string {
  return [
    `${index + 1}. ${violation.path}  [${violation.code}]`,
    `     rule:     ${violation.rule}`,
    `     got:      ${violation.got}`,
    `     allowed:  ${violation.allowed}`,
    `     fix:      ${violation.fix}`,
  ].join('\n');
}

/** An environment that breaks rules: all of its violations at once. */
export class EnvironmentInvalidError extends Error {
  override readonly name = 'EnvironmentInvalidError';
  readonly code = 'ENVIRONMENT_INVALID';
  /** The same spec fails again. */
  readonly canRetry = false;

  constructor(
    readonly environment: string,
    readonly violations: readonly Violation[],
  ) {
    const count = violations.length === 1 ? 'one rule is' : `${violations.length} rules are`;
    const paragraphs = violations.map(paragraph).join('\n\n');
    super(
      `The environment ${environment} cannot be used: ${count} broken.\n\n${paragraphs}\n\nEach code is explained in docs/rules.md.`,
    );
  }
}
