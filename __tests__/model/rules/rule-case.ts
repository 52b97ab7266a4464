import type { EnvironmentName } from '../../../environments';

/** One change to a good environment, and what must be said about it. */
export interface RuleCase {
  readonly on: EnvironmentName;
  /** Members of the spec. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Members of the contracts. */
  readonly contracts?: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly got: string;
  /** A part of what is allowed. */
  readonly allowed: string;
  /** Other codes that the same change must break. @default - none */
  readonly also?: readonly string[];
}

export type RuleCases = Readonly<Record<string, readonly RuleCase[]>>;
