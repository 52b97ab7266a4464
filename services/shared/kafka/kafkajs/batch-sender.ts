import { KafkaError, type KafkaErrorCode, type KafkaLogger } from '../ports';
import { monotonicMs } from '../monotonic';
import { pause, within } from '../pause';
import type { LaneRecord, SendBatch } from './lane';
import type { WriteOutcome } from './broker-link';
import type { EncodedBatch, ProducerSession } from './producer-session';
import type { SessionSource } from './producer-sessions';
import { judge, type SendVerdict } from './send-verdict';

const FIRST_BACKOFF_MS = 10;
/** A new leader is found at most this late. */
const MAX_BACKOFF_MS = 100;
/** One attempt ends by KafkaJS's request timeout; this bounds what a broker's throttling adds. */
const OVERRUN_MS = 1_000;

interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LaneRecord[];
  readonly deadline: number;
}

/**
 * Writes one batch of one partition, repeating it until the deadline. While any attempt may have been written the same
 * session repeats it, and the brokers recognize its sequence numbers. When it ends without an answer that session is
 * given up: the broker may have appended or not, so that no sequence number is right for the next batch; it could be
 * taken for a duplicate, acknowledged and lost.
 */
export class BatchSender {
  constructor(
    private readonly sessions: SessionSource,
    private readonly requestTimeoutMs: number,
    private readonly logger: KafkaLogger,
  ) {}

  readonly send: SendBatch = async (topic, partition, records, deadline) => {
    const batch: Batch = { topic, partition, records, deadline };
    for (;;) {
      const session = await this.sessions.current(deadline);
      const offset = await this.sendOn(session, batch);
      if (offset !== undefined) return offset;
    }
  };

  /** When a batch of the partition can leave; see `BrokerLink.ready`. */
  readonly ready = (topic: string, partition: number): Promise<void> | undefined =>
    this.sessions.present?.ready(topic, partition);

  /** `undefined`: nothing was written, and another session may try. */
  private async sendOn(session: ProducerSession, batch: Batch): Promise<bigint | undefined> {
    let maybeWritten = false;
    let backoff = FIRST_BACKOFF_MS;
    const encoded = session.encode(batch.topic, batch.partition, batch.records);
    session.hold();
    try {
      for (;;) {
        const outcome = await this.attempt(session, encoded, batch.deadline);
        if ('offset' in outcome) return outcome.offset;
        const { error, handedOver } = outcome;
        const verdict = judge(error);
        maybeWritten ||= handedOver && !verdict.refused;
        this.reactTo(session, batch, verdict, maybeWritten);
        // Another lane may have cut it: waiting for it to come back would last until the deadline.
        const leave = verdict.next === 'new-producer' || session.over;
        if (leave && !maybeWritten && monotonicMs() < batch.deadline) return undefined;
        if (leave || verdict.next !== 'retry' || monotonicMs() + backoff >= batch.deadline)
          throw failure(batch, verdict, maybeWritten, error);
        await Promise.all([session.refresh(), pause(backoff, undefined, true)]); // somebody waits for the answer
        backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
      }
    } catch (error) {
      if (maybeWritten) this.sessions.discard(session, 'unknown-outcome');
      throw error;
    } finally {
      session.release();
    }
  }

  private async attempt(session: ProducerSession, batch: EncodedBatch, deadline: number): Promise<WriteOutcome> {
    const limit = Math.max(0, deadline - monotonicMs()) + this.requestTimeoutMs + OVERRUN_MS;
    try {
      return await within(session.attempt(batch), limit, () => new Error('no answer within the delivery timeout'));
    } catch (error) {
      // It waits for its turn and would be written later, after the records that follow it.
      this.sessions.discard(session, 'unknown-outcome');
      session.cut();
      return { error, handedOver: true };
    }
  }

  private reactTo(session: ProducerSession, batch: Batch, verdict: SendVerdict, maybeWritten: boolean): void {
    const { fields } = verdict;
    this.logger.debug({ topic: batch.topic, partition: batch.partition, maybeWritten, err: fields }, 'Write failed');
    if (verdict.next === 'new-producer')
      this.sessions.discard(session, maybeWritten ? 'unknown-outcome' : 'identity-lost');
  }
}

function failure(batch: Batch, verdict: SendVerdict, maybeWritten: boolean, cause: unknown): KafkaError {
  const place = `${batch.topic}-${batch.partition}`;
  if (maybeWritten) {
    const message = `A write to ${place} ended without an answer (${verdict.fields.message}); it may or may not be stored.`;
    return new KafkaError('KAFKA_OUTCOME_UNKNOWN', message, true, 'unknown', { cause });
  }
  const code: KafkaErrorCode = verdict.code === 'KAFKA_OUTCOME_UNKNOWN' ? 'KAFKA_UNAVAILABLE' : verdict.code;
  const message = `Nothing was written to ${place}: ${verdict.fields.message}.`;
  return new KafkaError(code, message, code === 'KAFKA_UNAVAILABLE', 'not-written', { cause });
}
