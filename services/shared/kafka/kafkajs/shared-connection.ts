import type Broker from 'kafkajs/src/broker';
import type { Connection } from 'kafkajs/src/network/connectionPool';

/** A broker's connection and what is handed to it. */
export interface OpenConnection {
  readonly broker: Broker;
  readonly connection: Connection;
}

/** One connection, made when it is first needed and anew after each loss: KafkaJS's keep half an old answer. */
export class SharedConnection {
  private open: OpenConnection | undefined;
  private opening: Promise<OpenConnection> | undefined;

  constructor(private readonly make: () => OpenConnection) {}

  get connected(): boolean {
    return this.present !== undefined;
  }

  get present(): OpenConnection | undefined {
    return this.open?.connection.isConnected() === true ? this.open : undefined;
  }

  /** All callers share an attempt. */
  async connect(): Promise<OpenConnection> {
    const { present } = this;
    if (present) return present;
    this.opening ??= this.connectAnew().finally(() => (this.opening = undefined));
    return this.opening;
  }

  /** Ends it; the next caller gets a new one. */
  forget(): void {
    if (this.open) end(this.open);
    this.open = undefined;
  }

  private async connectAnew(): Promise<OpenConnection> {
    const open = this.make();
    try {
      await open.broker.connect();
    } catch (error) {
      end(open); // KafkaJS leaves the socket of a connection that got no further
      throw error;
    }
    this.open = open;
    return open;
  }
}

/** Whoever waits for its answers is told by the socket's end, or by his own time limit. */
function end({ broker }: OpenConnection): void {
  void broker.disconnect().catch(() => undefined);
}
