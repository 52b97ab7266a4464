import type { ConnectivitySpec, KafkaConnectivity } from '../ports';
import { pause, within } from '../pause';
import { BrokerQuestions } from './broker-questions';
import type { ConnectionOptions } from './connection';
import { rootFields } from './send-verdict';

const REQUEST_LIMIT_MS = 2_000;
/** A broker that hangs is given a second before the next is asked. */
const ANSWER_LIMIT_MS = 5_000;

/** Asks the brokers again and again; that one of them answers is enough. */
export class BrokerConnectivity implements KafkaConnectivity {
  private state: { readonly connected: boolean; readonly reason?: string } = {
    connected: false,
    reason: 'not asked yet',
  };
  private readonly stopping = new AbortController();
  private readonly questions: Pick<BrokerQuestions, 'anybody' | 'close'>;
  private readonly loop: Promise<void>;

  constructor(
    connection: ConnectionOptions,
    private readonly spec: ConnectivitySpec = {},
    questions?: Pick<BrokerQuestions, 'anybody' | 'close'>,
  ) {
    this.questions =
      questions ??
      new BrokerQuestions({ ...connection, connectionTimeoutMs: 1_000, requestTimeoutMs: REQUEST_LIMIT_MS });
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
    this.questions.close();
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
    const late = (): Error => new Error(`no broker answered within ${ANSWER_LIMIT_MS} ms`);
    try {
      await within(this.questions.anybody(), ANSWER_LIMIT_MS, late);
      return { connected: true };
    } catch (error) {
      return { connected: false, reason: rootFields(error).message };
    }
  }
}
