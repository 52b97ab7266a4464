import { Brokers } from './brokers';
import { createClient, type Client, type ConnectionOptions } from './connection';

/** What is asked of the brokers here is asked of each in turn: of its settings for writing none is used. */
const NOTHING_WRITTEN = { acks: -1, timeoutMs: 1_000 };

/**
 * Questions that any broker can answer. One that hangs costs a second, and is asked last from then on: KafkaJS's own
 * admin would ask it for as long as it hangs.
 */
export class BrokerQuestions {
  private readonly client: Client;
  private readonly brokers: Brokers;

  constructor(connection: ConnectionOptions) {
    this.client = createClient(connection);
    this.brokers = new Brokers(this.client, NOTHING_WRITTEN);
  }

  /** Resolves when a broker has answered. */
  anybody(): Promise<void> {
    return this.brokers.refresh();
  }

  /** @throws the brokers' refusal, or what the last of them failed of */
  partitionsOf(topic: string): Promise<number> {
    return this.brokers.partitionsOf(topic);
  }

  /** Questions on their way fail. */
  close(): void {
    this.brokers.stop();
    this.client.gate.cut();
  }
}
