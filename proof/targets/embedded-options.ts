import type { EmbeddedCluster, Environment, KafkaVersion } from '../../local/kafka';
import type { FaultNeed, PlatformGround } from '../faults/fault';
import type { Sandbox } from '../sandbox/sandbox';

/** Why `lose-machine` cannot be done to it. */
export const NO_MACHINES = 'brokers are processes of this machine; ENV=minikube has machines to lose';

/** What the embedded cluster of a proof is made of. */
export interface EmbeddedGroundOptions {
  /** Data, logs and process records. */
  readonly dir: string;
  /** For the cache, Java and as the brokers' environment. */
  readonly env: Environment;
  /** Where `enterSandbox` led to; or, where it led nowhere, why. Then brokers are on loopback. */
  readonly sandbox: Sandbox | { readonly reason: string };
  /** @default 3 */
  readonly brokers?: number;
  /** Nodes that are controllers only, besides the brokers. @default 0: the brokers are the controllers, too */
  readonly controllers?: number;
  /** Given to the brokers in turn. @default ['a', 'b', 'c'] */
  readonly zones?: readonly string[];
  /** Broker properties over the proof's own (`proofSettings`). @default - none */
  readonly config?: Readonly<Record<string, string>>;
  /** The Kafka to start with: `KAFKA_VERSION_BEFORE` for a schedule with an upgrade. @default - the newest */
  readonly kafkaVersion?: KafkaVersion;
  /** The topic whose leaders are looked for. */
  readonly topic: string;
  readonly partitions: number;
  /** The topics whose ISR is sampled. @default - `topic` alone */
  readonly topics?: readonly string[];
  /** Size of each node's volume, in bytes. @default 256 MiB */
  readonly volumeBytes?: number;
  /** @default - nothing is reported */
  readonly onProgress?: (line: string) => void;
}

/** One moment of the brokers, for the timeline. */
export interface GroundSample {
  /** The smallest ISR of any partition of the ledger's topics; null when nobody answered. */
  readonly smallestIsr: number | null;
  /** Brokers whose process runs; a frozen one runs. */
  readonly brokersRunning: number;
}

/** What `startEmbeddedGround` gives: the faults, and what a target needs besides. */
export interface EmbeddedGround extends PlatformGround {
  readonly cluster: EmbeddedCluster;
  /** `host:port`, with commas. */
  readonly bootstrapServers: string;
  /** `embedded, 3 brokers in network namespaces`. */
  readonly description: string;
  /** The Kafka of each broker now, each version once, the oldest first. */
  readonly kafkaVersions: readonly string[];
  /** Why faults that need this cannot be done here; nothing when they can. `agents` is the driver's to say. */
  unavailable(need: FaultNeed): string | undefined;
  /** At most a few a second: one request to one broker. Never rejects. */
  sample(): Promise<GroundSample>;
  /** Undoes every fault: thaws, mends, empties, starts who is down. Does not wait for the cluster to be whole. */
  recover(): Promise<void>;
  /** Stops everything, unmounts the volumes; deletes `dir` but for logs when `keep` is `logs`. @default 'nothing' */
  close(keep?: 'nothing' | 'logs'): Promise<void>;
}
