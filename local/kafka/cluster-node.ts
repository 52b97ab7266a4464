import { brokersSeenFrom } from './cluster-probe';
import { ClusterProcess } from './cluster-process';
import { LocalKafkaError } from './errors';
import type { KafkaNode } from './kafka-node';
import { LOOPBACK } from './listeners';
import { waitUntil } from './wait-until';

const BACK_LIMIT_MS = 120_000;

/** `host:port` of a node's client listener. */
export const serverOf = ({ host, port }: { readonly host?: string | undefined; readonly port: number }): string =>
  `${host ?? LOOPBACK}:${port}`;

/** One broker of a running cluster. */
export class ClusterNode extends ClusterProcess {
  /** Of the client listener. */
  readonly port: number;
  /** `127.0.0.1:<port>`, or the node's own host. */
  readonly server: string;
  readonly rack: string;

  /** `servers` are the client listeners of all nodes, this one's too. */
  constructor(
    kafka: KafkaNode,
    port: number,
    private readonly servers: readonly string[],
  ) {
    super(kafka);
    this.port = port;
    this.server = serverOf({ host: kafka.settings.host, port });
    this.rack = kafka.settings.rack;
  }

  /** Starts it and resolves when it is in service: in its own metadata and in that of every broker that answers. */
  async start(): Promise<void> {
    await this.launch();
    // Its own view first. It answers only once it has read the metadata up to its own registration, while the others
    // may still know it from before it was killed.
    await this.awaitKnows([this.id], BACK_LIMIT_MS);
    await waitUntil(
      `the other brokers to know node ${this.id}`,
      async () => {
        const views = await Promise.all(this.servers.map(brokersSeenFrom));
        const answered = views.filter((view) => view.length > 0);
        return answered.every((view) => view.includes(this.id)) ? true : undefined;
      },
      { timeoutMs: BACK_LIMIT_MS },
    );
  }

  /** Resolves when this broker answers and knows all of `ids` to be in service. Rejects as soon as it has died. */
  async awaitKnows(ids: readonly number[], timeoutMs: number): Promise<void> {
    let known: readonly number[] = [];
    try {
      await waitUntil(
        () => `node ${this.id} to know the brokers ${ids.join(', ')}; it knows ${known.join(', ') || 'none'}`,
        async () => {
          await this.requireAlive();
          known = await brokersSeenFrom(this.server);
          return ids.every((id) => known.includes(id)) ? true : undefined;
        },
        { timeoutMs },
      );
    } catch (error) {
      if (!(error instanceof LocalKafkaError) || error.code !== 'LOCAL_TIMEOUT') throw error;
      throw new LocalKafkaError('LOCAL_NODE_STUCK', `${error.message}. Its log: ${this.logFile}`, {
        canRetry: true,
        cause: error,
      });
    }
  }
}
