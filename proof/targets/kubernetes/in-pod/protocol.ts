import type { AgentKafka } from '../../../agents/spec';
import type { MetadataQuorum } from '../../../../local/kafka/metadata-quorum';
import type { BrokerView } from '../../../plain/broker-views';

/** What the driver and the probe in the agents' pod say to each other: lines of JSON over `kubectl exec`. */

export interface Questions {
  /** The pod's clock, in milliseconds since the epoch. */
  readonly time: { readonly asked: Record<never, never>; readonly answer: number };
  /** Each broker's own view, null for one that does not answer. @param topics empty: all that may be seen */
  readonly views: {
    readonly asked: {
      readonly brokers: readonly number[];
      readonly topics: readonly string[];
      readonly patienceMs?: number;
    };
    readonly answer: readonly (BrokerView | null)[];
  };
  readonly quorum: { readonly asked: { readonly brokers: readonly number[] }; readonly answer: MetadataQuorum };
  readonly write: { readonly asked: { readonly path: string; readonly text: string }; readonly answer: null };
  /** SIGKILL; whether there was somebody to be killed. */
  readonly kill: { readonly asked: { readonly pid: number }; readonly answer: boolean };
  readonly deleteGroups: { readonly asked: { readonly groups: readonly string[] }; readonly answer: null };
}

export type QuestionName = keyof Questions;

export type Question = {
  [Name in QuestionName]: { readonly id: number; readonly ask: Name } & Questions[Name]['asked'];
}[QuestionName];

export type Reply = { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly error: string };

/** The argument of the programs that speak with brokers. */
export interface ToolOptions {
  readonly kafka: AgentKafka;
}

/** The last line of what a program sends: how much of it there was, so that a connection that broke is not taken for the end. */
export interface Trailer {
  readonly end: true;
  readonly bytes: number;
  readonly sha256: string;
}
