import type { KafkaNode } from './kafka-node';
import { LocalKafkaError } from './errors';
import type { KafkaVersion } from './versions';

/** One process of a running cluster, broker or controller, to be stopped, killed, paused and started in a test. */
export class ClusterProcess {
  readonly id: number;
  /** Whether it is a controller. */
  readonly isVoter: boolean;
  /** Kafka's own log. */
  readonly logFile: string;

  constructor(protected readonly kafka: KafkaNode) {
    this.id = kafka.settings.id;
    this.isVoter = kafka.settings.voters.some(({ id }) => id === this.id);
    this.logFile = kafka.files.serverLog;
  }

  /** The Kafka it runs, or will run at its next start. */
  get kafkaVersion(): KafkaVersion {
    return this.kafka.kafkaVersion;
  }

  /** Chooses the Kafka of the next start. Data that a newer one has written may be closed to an older one. */
  async useVersion(version: KafkaVersion): Promise<void> {
    if (await this.isRunning()) {
      throw new LocalKafkaError(
        'LOCAL_NODE_RUNNING',
        `node ${this.id} is running as Kafka ${this.kafkaVersion}; it changes to ${version} at a start. Call stop() first.`,
      );
    }
    this.kafka.useVersion(version);
  }

  /** The process id while it runs. */
  async pid(): Promise<number | undefined> {
    return (await this.kafka.process())?.pid;
  }

  async isRunning(): Promise<boolean> {
    return (await this.pid()) !== undefined;
  }

  /** Rejects with the last lines of its log when it does not run. */
  async requireAlive(): Promise<void> {
    await this.kafka.requireAlive();
  }

  /** Resident memory in bytes. */
  async residentBytes(): Promise<number> {
    return this.kafka.residentBytes();
  }

  /** Rejects when one of its ports is taken. */
  async requirePorts(): Promise<void> {
    await this.kafka.requirePorts();
  }

  /** Starts the process, if it does not run, and does not wait for it to serve. */
  async launch(): Promise<void> {
    await this.kafka.launch();
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
