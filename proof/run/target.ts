import type { RunningAgent } from '../agents/start-agent';
import type { AgentKafka, AgentSpec } from '../agents/spec';
import type { FaultNeed, PlatformGround } from '../faults/fault';
import type { StoredRecord } from '../ledger/entries';

/** A topic of the ledger, as a setting wants it. */
export interface LedgerTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** One point of the timeline. */
export interface Sample {
  /** The smallest ISR of any partition of the ledger's topics; null where nobody answered. */
  readonly smallestIsr: number | null;
  readonly brokersRunning: number;
}

/** A service of the platform that was started for a run. */
export interface RunningService {
  readonly url: string;
  /** Where it is a process of this machine. */
  readonly pid?: number;
  stop(): Promise<void>;
}

/** A platform that the proof runs on. */
export interface Target {
  /** `embedded, 3 brokers in network namespaces`, for the report. */
  readonly description: string;
  readonly kafkaVersions: readonly string[];
  /** Broker properties that were changed for the proof; see `ProofResult`. */
  readonly brokerSettings: Readonly<Record<string, string>>;
  readonly ground: PlatformGround;
  /** Why faults that need this cannot be done here; nothing when they can. */
  unavailable(need: FaultNeed): string | undefined;
  /** How agents reach the brokers. */
  readonly kafka: AgentKafka;
  /** Makes the topics anew, empty: those of an earlier run of that name are removed first. */
  freshTopics(topics: readonly LedgerTopic[]): Promise<void>;
  /** Where an agent's journal is to be written (`journal` of its specification). */
  journalPath(agent: string): string;
  startAgent(spec: AgentSpec): Promise<RunningAgent>;
  /** A producer service of the platform, for the HTTP line; none where it cannot be had. */
  startProducerService(): Promise<RunningService | undefined>;
  /** A file on this machine with the journal as it is now. */
  journalOf(agent: string): Promise<string>;
  /** All of a topic up to its end now, by a reader in no group. */
  scan(topic: string): Promise<readonly StoredRecord[]>;
  sample(): Promise<Sample>;
  /** Brings back what a run that failed left broken: starts who is down, thaws, mends. */
  recover(): Promise<void>;
  close(): Promise<void>;
}
