import type { Journal } from '../ledger/journal';
import type { KafkaLogger } from '../../services/shared/kafka/ports';
import type { Tally } from './tally';

/** What every agent is given besides its specification. */
export interface AgentParts {
  readonly journal: Journal;
  readonly tally: Tally;
  /** Goes to stderr, which is the agent's log. */
  readonly logger: KafkaLogger;
  readonly incarnation: string;
  /** Reports that it runs. */
  readonly ready: () => void;
  /** What cannot be mended: the agent reports it and ends. */
  readonly fail: (error: Error) => void;
}

/** An agent that runs. */
export interface Agent {
  /** Ends what is in flight, waits for its answers. */
  stop(): Promise<void>;
}
