import type { ConnectivitySpec, KafkaConnectivity } from '../ports';
import { pause } from '../pause';
import type { Library, NativeProducer, Metadata } from './library';
import { ANSWER_LIMIT_MS, answerOf, listen, openClient } from './native-client';
import { connectionSettings, type ConnectionOptions } from './settings';

const FLUSH_MS = 1;

/** Asks the brokers again and again, with a client of its own that does nothing else. */
export class BrokerConnectivity implements KafkaConnectivity {
  private state: { readonly connected: boolean; readonly reason?: string } = {
    connected: false,
    reason: 'not asked yet',
  };
  private readonly stopping = new AbortController();
  private readonly loop: Promise<void>;
  private trouble: string | undefined;

  constructor(
    private readonly library: Library,
    private readonly connection: ConnectionOptions,
    private readonly spec: ConnectivitySpec = {},
  ) {
    this.loop = this.askForever();
  }

  get connected(): boolean {
    return this.state.connected;
  }

  get reason(): string | undefined {
    return this.state.reason;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async askForever(): Promise<void> {
    const { signal } = this.stopping;
    const { intervalWhenUpMs = 3_000, intervalWhenDownMs = 1_000 } = this.spec;
    const client = await openClient({
      make: () => this.make(),
      signal,
      onFailure: (error) => this.become({ connected: false, reason: this.reasonOf(error) }),
    });
    if (!client) return;
    while (!signal.aborted) {
      const next = await this.ask(client);
      if (!signal.aborted) this.become(next);
      await pause(next.connected ? intervalWhenUpMs : intervalWhenDownMs, signal);
    }
    await answerOf((done) => client.disconnect(FLUSH_MS, done)).catch(() => undefined);
  }

  private make(): NativeProducer {
    const client = new this.library.Producer(connectionSettings(this.connection), {});
    listen(client, this.connection, ({ message }) => (this.trouble = message));
    return client;
  }

  private async ask(client: NativeProducer): Promise<{ connected: boolean; reason?: string }> {
    try {
      await answerOf<Metadata>((done) => client.getMetadata({ allTopics: false, timeout: ANSWER_LIMIT_MS }, done));
      return { connected: true };
    } catch (error) {
      return { connected: false, reason: this.reasonOf(error) };
    }
  }

  /** What happened to the connection says more than "timed out". */
  private reasonOf(error: unknown): string {
    return this.trouble ?? (error instanceof Error ? error.message : String(error));
  }

  private become(next: { connected: boolean; reason?: string }): void {
    const changed = next.connected !== this.state.connected;
    this.state = next;
    if (next.connected) this.trouble = undefined;
    if (changed) this.spec.onChange?.(next.connected, next.reason);
  }
}
