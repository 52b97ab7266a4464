import type { ClientChoice, ReaderSpec } from '../agents/spec';
import type { FaultName } from '../faults/names';
import type { LineName } from '../ledger/entries';
import type { FlawName } from '../ledger/verdict';

/** The brokers that a run wants. */
export interface ClusterShape {
  readonly name: 'three' | 'apart' | 'five' | 'six' | 'older' | 'deployed';
  readonly description: string;
  readonly brokers: number;
  /** `apart`: three nodes that are controllers and nothing else; else the brokers are controllers too. */
  readonly controllers: 'combined' | 'apart';
  readonly version: 'current' | 'older';
  /** The fault that this shape is there for: every schedule on it begins with it. */
  readonly first?: FaultName;
  takes(fault: FaultName): boolean;
}

/** What is put to the proof: how topics, writers and readers are set, and what it must survive. */
export interface ProofSetting {
  readonly name: string;
  readonly kind: 'profile' | 'weak';
  /** What it promises; of a weak one, what is wrong with it. */
  readonly promise: string;
  readonly shapes: readonly { readonly shape: ClusterShape; readonly weight: number }[];
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly uncleanLeaderElection: boolean;
  /** Further settings of its topics. @default - none */
  readonly topicConfig?: Readonly<Record<string, string>>;
  readonly lines: readonly LineName[];
  readonly writer: ClientChoice;
  readonly reader: Pick<ReaderSpec, 'client' | 'commit' | 'isolation'>;
  /** Messages a second, where what is lost is what was just on its way. @default - the load's own */
  readonly rate?: number;
  /** What it must survive; of a weak one, what should reveal it. */
  readonly faults: readonly FaultName[];
  /** Flaws that break no promise of it; they are counted and told. @default - none */
  readonly mayHave?: readonly FlawName[];
  /** The flaws that it cannot hide, any of them. @default - none: it promises to have no flaw */
  readonly reveals?: readonly FlawName[];
}
