import type { BenchPlatform } from './bench-platform';
import type { Figures } from './figures';
import type { LeftOut, Pair } from './result';

export interface Contender {
  readonly name: string;
  /** Not the one that is judged: when it fails it is left out, with the reason, and the run goes on. @default false */
  readonly foreign?: boolean;
  /** One run; what it needs (a topic of its own) it makes first, outside the measured time. */
  readonly run: () => Promise<Figures>;
}

/** Contenders that are alive at once and take turns within a round. */
export interface Together {
  readonly names: readonly string[];
  /** One round. @returns the figures of each, by its name */
  readonly run: () => Promise<Readonly<Record<string, Figures>>>;
}

export interface BenchCase {
  readonly title: string;
  readonly contenders: readonly Contender[] | Together;
  readonly pairs: readonly Pair[];
  readonly leftOut?: readonly LeftOut[];
  /** Done once before the rounds. */
  readonly prepare?: () => Promise<void>;
}

/** How much is measured; each suite makes of it what fits its load. */
export interface Extent {
  readonly rounds: number;
  /** Records of 1 KB in a run that measures throughput. */
  readonly records: number;
  /** Length of a run that measures latency at a rate. */
  readonly seconds: number;
  /** Sends a second. */
  readonly rates: readonly number[];
  /** Names of the clients to measure. */
  readonly clients: readonly string[];
}

export interface Suite {
  readonly name: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly brokers: number;
  /** For its own time limit of about ten minutes on two cores. */
  readonly extent: Partial<Extent>;
  readonly cases: (platform: BenchPlatform, extent: Extent) => Promise<readonly BenchCase[]> | readonly BenchCase[];
}
