import { KafkaError, type KafkaLogger, type ProducerDurability } from '../ports';
import { monotonicMs } from '../monotonic';
import { pause } from '../pause';
import type { ConnectionOptions } from './connection';
import { ProducerSession, type Identity } from './producer-session';
import { reasonOf, rootFields } from './send-verdict';

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 1_000;

export type DiscardReason = 'unknown-outcome' | 'identity-lost' | 'worn';

/** What a batch is written with. */
export interface SessionSource {
  /** The one in use, if one is. */
  readonly present: ProducerSession | undefined;
  current(deadline: number): Promise<ProducerSession>;
  /** @param why `unknown-outcome`: something may still be written with it, late; `identity-lost`: the brokers want another */
  discard(session: ProducerSession, why: DiscardReason): void;
}

/** The producer session all lanes share, replaced when it can not be trusted any more. */
export class ProducerSessions implements SessionSource {
  private session: ProducerSession | undefined;
  private opening: Promise<ProducerSession> | undefined;
  private readonly old = new Set<ProducerSession>();
  private readonly closing = new AbortController();
  private opened = 0;
  private next: Identity | undefined;
  private lastError: unknown;

  constructor(
    private readonly connection: ConnectionOptions,
    private readonly durability: ProducerDurability,
    private readonly logger: KafkaLogger,
    private readonly open: typeof ProducerSession.open = (...args) => ProducerSession.open(...args),
  ) {}

  get present(): ProducerSession | undefined {
    return this.session;
  }

  /** Sessions made so far. */
  get count(): number {
    return this.opened;
  }

  /**
   * The session to write with, connected.
   * @throws KafkaError `KAFKA_UNAVAILABLE` if none is connected by then
   */
  async current(deadline: number): Promise<ProducerSession> {
    if (this.closing.signal.aborted && this.session?.over !== false) throw closedError();
    if (this.session?.worn) this.discard(this.session, 'worn');
    if (this.session) return this.session;
    this.opening ??= this.openWithBackoff().finally(() => (this.opening = undefined));
    const limit = new AbortController();
    const expiry = pause(Math.max(0, deadline - monotonicMs()), limit.signal).then(() => undefined);
    const session = await Promise.race([this.opening, expiry]).finally(() => limit.abort());
    if (session) return session;
    throw new KafkaError(
      'KAFKA_UNAVAILABLE',
      `No broker could be reached within the delivery timeout${reasonOf(this.lastError)}; nothing was written.`,
      true,
      'not-written',
      { cause: this.lastError },
    );
  }

  /**
   * All lanes go on with a new session; sends in flight on the old one may end. After an unknown outcome it has the same
   * producer id and the next epoch: a copy of the batch that a broker still holds would be refused (KIP-360).
   */
  discard(session: ProducerSession, why: DiscardReason): void {
    if (session !== this.session) return;
    this.session = undefined;
    this.next = why === 'unknown-outcome' ? session.successor : undefined;
    for (const each of this.old) if (each.inFlight === 0) this.old.delete(each);
    this.old.add(session);
    session.retire();
  }

  /** Nothing is written after this. */
  cut(): void {
    this.closing.abort();
    this.session?.cut();
    for (const session of this.old) session.cut();
  }

  /** Disconnects when nothing is in flight. */
  retire(): void {
    this.closing.abort();
    this.session?.retire();
  }

  private async openWithBackoff(): Promise<ProducerSession> {
    let backoff = FIRST_BACKOFF_MS;
    for (;;) {
      if (this.closing.signal.aborted) throw closedError();
      try {
        const session = await this.open(this.connection, this.durability, this.next);
        if (this.closing.signal.aborted) {
          session.cut();
          throw closedError();
        }
        this.opened += 1;
        this.session = session;
        this.lastError = undefined;
        return session;
      } catch (error) {
        if (error instanceof KafkaError) throw error;
        this.lastError = error;
        this.logger.warn({ err: rootFields(error), backoff }, 'Kafka producer could not connect; trying again');
      }
      await pause(backoff, this.closing.signal);
      backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
    }
  }
}

function closedError(): KafkaError {
  return new KafkaError('KAFKA_CLOSED', 'The producer is closed; nothing was written.', false, 'not-written');
}
