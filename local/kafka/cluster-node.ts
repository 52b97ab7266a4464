import { brokersKnownTo } from './cluster-probe';
import { LocalKafkaError } from './errors';
import type { KafkaNode } from './kafka-node';
import { waitUntil } from './wait-until';

const BACK_LIMIT_MS = 120_000;

/** One broker of a running cluster, to be stopped, killed, paused and started in a test. */
export class ClusterNode {
  readonly id: number;
  /** Of the client listener. */
  readonly port: number;
  /** `127.0.0.1:<port>`. */
  readonly server: string;
  readonly rack: string;
  /** Whether it is a controller, too. */
  readonly isVoter: boolean;
  /** Kafka's own log. */
  readonly logFile: string;

  /** `ports` are the client listeners of all nodes, this one's too. */
  constructor(
    private readonly kafka: KafkaNode,
    private readonly ports: readonly number[],
  ) {
    this.id = kafka.settings.id;
    this.port = kafka.settings.port;
    this.server = `127.0.0.1:${this.port}`;
    this.rack = kafka.settings.rack;
    this.isVoter = kafka.settings.voters.some(({ id }) => id === this.id);
    this.logFile = kafka.files.serverLog;
  }

  /** The process id while it runs. */
  async pid(): Promise<number | undefined> {
    return (await this.kafka.process())?.pid;
  }

  async isRunning(): Promise<boolean> {
    return (await this.pid()) !== undefined;
  }

  /** Resident memory in bytes. */
  async residentBytes(): Promise<number> {
    return this.kafka.residentBytes();
  }

  /** Rejects when one of its ports is taken. */
  async requirePorts(): Promise<void> {
    await this.kafka.requirePorts();
  }

  /** Starts the process and does not wait for it to serve. */
  async launch(): Promise<void> {
    await this.kafka.launch();
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
        const views = await Promise.all(this.ports.map(brokersKnownTo));
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
          await this.kafka.requireAlive();
          known = await brokersKnownTo(this.port);
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

  /** SIGTERM and a clean shutdown. `quorumIsGone`: see `KafkaNode.stop`; only for stopping a whole cluster. */
  async stop(quorumIsGone?: () => Promise<boolean>): Promise<void> {
    await this.kafka.stop(quorumIsGone);
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.kafka.kill();
  }

  /** SIGSTOP: it keeps its connections and answers nothing. */
  async pause(): Promise<void> {
    await this.kafka.pause();
  }

  /** SIGCONT. */
  async resume(): Promise<void> {
    await this.kafka.resume();
  }

  /** Deletes its data; only when it is stopped. */
  async wipe(): Promise<void> {
    await this.kafka.wipe();
  }
}
