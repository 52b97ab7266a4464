import type { LineName } from './ledger/entries';
import type { LineVerdict } from './ledger/verdict';
import type { Load } from './settings/load';
import type { LeftOut } from './left-out';

/** `held`: nothing was broken. `broken`: a promise was. `inconclusive`: the run cannot say, and why. */
export type Verdict = 'held' | 'broken' | 'inconclusive';

/** A fault as it happened. Times are milliseconds since the run began. */
export interface FaultRecord {
  readonly name: string;
  /** Whom it met, in words: `broker 2, leader of 2 partitions`. */
  readonly target: string;
  readonly fromMs: number;
  /** When what was done was undone: the broker is started again, the network whole. */
  readonly healedMs: number;
  /** When every partition took writes again after the fault began. */
  readonly writableMs: number;
  /** When every replica was in sync again. */
  readonly wholeMs: number;
  /** The longest wait for an acknowledgement in the time of this fault, over all lines that it should not stop. */
  readonly writeStallMs: number;
  readonly readStallMs: number;
}

/** One point each `everyMs`; index 0 is the run's begin. All arrays have the same length. */
export interface Timeline {
  readonly everyMs: number;
  /** Messages acknowledged in each step. */
  readonly acknowledged: Readonly<Partial<Record<LineName, readonly number[]>>>;
  /** Messages processed by readers in each step. */
  readonly processed: Readonly<Partial<Record<LineName, readonly number[]>>>;
  /** The smallest ISR of any partition of the ledger's topics; null where nobody answered. */
  readonly smallestIsr: readonly (number | null)[];
  /** Brokers whose process runs. */
  readonly brokersRunning: readonly number[];
}

/** One run of the proof: what `make prove` writes as JSON and shows as HTML. */
export interface ProofResult {
  readonly format: 'millrace-proof-1';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly command: string;
  readonly seed: number;
  /** A profile of contracts/durability.ts, or the name of a weak setting. */
  readonly setting: string;
  /** What the setting promises, or what is wrong with it. */
  readonly promise: string;
  /** `embedded` or the environment's name, with what it is made of. */
  readonly target: string;
  readonly kafkaVersions: readonly string[];
  readonly brokers: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly load: Load;
  /** Broker properties that are otherwise than Kafka's own; none where the brokers are as they are deployed. */
  readonly brokerSettings: Readonly<Record<string, string>>;
  readonly verdict: Verdict;
  /** Why, one sentence each; empty when it held. */
  readonly reasons: readonly string[];
  readonly lines: readonly LineVerdict[];
  readonly faults: readonly FaultRecord[];
  /** Faults that were wanted and cannot be done on this target. @default - none are known of */
  readonly leftOut?: readonly LeftOut[];
  readonly timeline: Timeline;
}

/** Several runs, one after the other: `make prove SCHEDULES=200`. */
export interface ProofSeries {
  readonly format: 'millrace-proof-series-1';
  readonly command: string;
  readonly startedAt: string;
  readonly runs: readonly ProofResult[];
}
