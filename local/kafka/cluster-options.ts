import type { Environment } from './cache-dir';
import { LocalKafkaError } from './errors';
import type { SecuredListener } from './listeners';
import { reservedProperties } from './server-properties';
import type { KafkaVersion } from './versions';

/** Where a node is put when it is not to be on loopback with its data in the cluster's folder. */
export interface NodePlacement {
  /** The address of its listeners, in a network that is its own alone: its ports are not tried before a start. */
  readonly host: string;
  /** Put before the node's command; must replace itself with it (`exec`), so that the process id stays. */
  readonly launcher: readonly string[];
  /** Made when it is not there, deleted by `wipe`. @default - in the cluster's folder */
  readonly dataDir?: string;
}

/** What an embedded cluster is started with. */
export interface EmbeddedClusterOptions {
  /** Data, logs and process records live here; the same folder later is the same cluster. */
  readonly dir: string;
  /** For the cache (`MILLRACE_CACHE_DIR`), Java (`JAVA_HOME`, `PATH`) and as the brokers' environment. */
  readonly env: Environment;
  /** @default 3 */
  readonly brokers?: number;
  /**
   * Nodes that are controllers only, with the ids behind those of the brokers. The same at every start of the cluster.
   * @default 0: the brokers are the controllers, too (see `voterCount`)
   */
  readonly controllers?: number;
  /** The Kafka that every node is started with; to be given at every start. @default - the newest, `KAFKA_VERSION` */
  readonly kafkaVersion?: KafkaVersion;
  /** Networks and disks of their own, by node id; to be given at every start. @default - loopback */
  readonly placement?: (node: number) => NodePlacement;
  /** Given to the brokers in turn. @default ['a', 'b', 'c'] */
  readonly racks?: readonly string[];
  /** Client listeners, one for each broker. @default - the last start's, else free ones */
  readonly ports?: readonly number[];
  /** Controller listeners, one for each controller. @default - the last start's, else free ones */
  readonly controllerPorts?: readonly number[];
  /** Broker properties from the model. @default - none */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * A listener with TLS, authentication and ACLs besides the one on loopback; to be given at every start of the cluster,
   * for its addresses and files are not recorded. @default - none, and no authorizer
   */
  readonly secured?: SecuredListener;
  /**
   * An endpoint of each node with its metrics, by Strimzi's reporter as on a cluster; where they are says
   * `EmbeddedCluster.metricsTargets`. To be given at every start. @default - none
   */
  readonly metrics?: {
    /** Patterns of the names that are kept: `brokerMetrics` for what a cluster has. */
    readonly allowList: readonly string[];
  };
  /** Each node's largest heap. @default '256m' */
  readonly heap?: string;
  /** More JVM flags, after this library's own. @default - none */
  readonly jvmOptions?: readonly string[];
  /** Whether the brokers outlive this process. @default false */
  readonly detached?: boolean;
  /** @default - nothing is reported */
  readonly onProgress?: (line: string) => void;
}

/** @throws LocalKafkaError LOCAL_OPTIONS_INVALID for properties that the cluster decides itself */
export function requireConfig({ config = {}, secured }: EmbeddedClusterOptions): void {
  const own = reservedProperties(secured);
  const reserved = Object.keys(config).filter((key) => own.has(key));
  if (reserved.length === 0) return;
  throw new LocalKafkaError(
    'LOCAL_OPTIONS_INVALID',
    `config sets ${reserved.join(', ')}; the embedded cluster decides these itself. Use the options brokers, racks, ports, controllerPorts, secured and dir.`,
  );
}
