import type { Figures } from './figures';

/** What `make bench` writes as JSON, and what tables and charts are made of. */

/** Ours against another, round by round in the same run. */
export interface Pair {
  readonly ours: string;
  readonly theirs: string;
}

export interface ContenderResult {
  readonly name: string;
  /** One for each round. */
  readonly rounds: readonly Figures[];
}

export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** One load, given to each contender in turn. */
export interface CaseResult {
  readonly title: string;
  readonly contenders: readonly ContenderResult[];
  readonly pairs: readonly Pair[];
  readonly leftOut: readonly LeftOut[];
}

export interface SuiteResult {
  readonly suite: string;
  readonly title: string;
  /** What a reader must know of how it was measured. */
  readonly notes: readonly string[];
  readonly cases: readonly CaseResult[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly command: string;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGibibytes: number;
  readonly system: string;
}

export interface BenchResult {
  readonly format: 'millrace-bench-1';
  readonly machine: Machine;
  /** Name and version, Kafka and Node among them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly suites: readonly SuiteResult[];
}
