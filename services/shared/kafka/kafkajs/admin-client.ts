import type { Admin } from 'kafkajs';
import { within } from '../pause';
import { createClient, type Client, type ConnectionOptions } from './connection';
import { rootFields } from './send-verdict';

/** Questions to the brokers, each with a time limit; a connection that failed is not used again. */
export class AdminClient {
  private open: { client: Client; admin: Admin; ready: Promise<void> } | undefined;
  private closed = false;

  constructor(private readonly connection: ConnectionOptions) {}

  async ask<T>(limitMs: number, question: (admin: Admin) => Promise<T>): Promise<T> {
    if (this.closed) throw new Error('this client is closed');
    const { client, admin, ready } = (this.open ??= this.connect());
    const late = (): Error => new Error(`the brokers did not answer within ${limitMs} ms`);
    try {
      return await within(
        ready.then(() => question(admin)),
        limitMs,
        late,
      );
    } catch (error) {
      // An answer in Kafka's own terms says that the connection works.
      if (rootFields(error).type === undefined) this.drop(client);
      throw error;
    }
  }

  close(): void {
    this.closed = true;
    this.open?.client.gate.cut();
    this.open = undefined;
  }

  private connect(): { client: Client; admin: Admin; ready: Promise<void> } {
    const client = createClient(this.connection);
    const admin = client.kafka.admin();
    const ready = admin.connect();
    ready.catch(() => this.drop(client)); // whatever it was: the next question tries anew
    return { client, admin, ready };
  }

  private drop(client: Client): void {
    client.gate.cut();
    if (this.open?.client === client) this.open = undefined;
  }
}
