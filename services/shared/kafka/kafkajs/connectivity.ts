import type { ConnectivitySpec, KafkaConnectivity } from '../ports';
import { pause } from '../pause';
import { AdminClient } from './admin-client';
import type { ConnectionOptions } from './connection';
import { rootFields } from './send-verdict';

const ANSWER_LIMIT_MS = 2_000;

/** Asks the brokers again and again. Each question that fails ends its connections, so that nothing old is believed. */
export class BrokerConnectivity implements KafkaConnectivity {
  private state: { readonly connected: boolean; readonly reason?: string } = {
    connected: false,
    reason: 'not asked yet',
  };
  private readonly stopping = new AbortController();
  private readonly admin: Pick<AdminClient, 'ask' | 'close'>;
  private readonly loop: Promise<void>;

  constructor(
    connection: ConnectionOptions,
    private readonly spec: ConnectivitySpec = {},
    admin?: Pick<AdminClient, 'ask' | 'close'>,
  ) {
    this.admin =
      admin ?? new AdminClient({ ...connection, connectionTimeoutMs: 1_000, requestTimeoutMs: ANSWER_LIMIT_MS });
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
    this.admin.close();
    await this.loop;
  }

  private async askForever(): Promise<void> {
    const { intervalWhenUpMs = 3_000, intervalWhenDownMs = 1_000 } = this.spec;
    while (!this.stopping.signal.aborted) {
      const next = await this.ask();
      if (this.stopping.signal.aborted) return;
      const changed = next.connected !== this.state.connected;
      this.state = next;
      if (changed) this.spec.onChange?.(next.connected, next.reason);
      await pause(next.connected ? intervalWhenUpMs : intervalWhenDownMs, this.stopping.signal);
    }
  }

  private async ask(): Promise<{ connected: boolean; reason?: string }> {
    try {
      await this.admin.ask(ANSWER_LIMIT_MS, (admin) => admin.describeCluster());
      return { connected: true };
    } catch (error) {
      const { type, message } = rootFields(error);
      // KafkaJS fails the whole answer for one partition without a leader; that is not "no broker answers".
      if (type !== undefined && !type.includes('SASL')) return { connected: true };
      return { connected: false, reason: message };
    }
  }
}
